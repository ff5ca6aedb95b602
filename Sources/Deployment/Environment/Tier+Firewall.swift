package import Infra

extension Tier {
    /// The firewall of an environment that has one.
    ///
    /// Rows are data: they contain addresses, markup and fragments of SQL, and the server binds every value. So the managed
    /// rules about the content and the size of a body count instead of blocking.
    package static var firewall: WebFirewall {
        var firewall = WebFirewall()
        firewall.countedRules = [
            "CrossSiteScripting_BODY", "EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY",
            "SQLiExtendedPatterns_BODY", "SQLi_BODY", "SizeRestrictions_BODY",
        ]
        return firewall
    }

    /// The default firewall: one in production, with logs for 90 days.
    package var firewall: WebFirewall? {
        guard self == .production else { return nil }
        var firewall = Tier.firewall
        firewall.logs = .days(90)
        return firewall
    }
}
