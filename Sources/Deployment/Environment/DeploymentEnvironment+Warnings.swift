import Infra
import ServerContract

extension DeploymentEnvironment {
    /// Warnings about valid settings that are probably a mistake, one line each.
    package var warnings: [String] { accessWarnings + observeWarnings }

    private var observeWarnings: [String] {
        guard observe.alarms, observe.emails.isEmpty, observe.slack == nil else { return [] }
        return [
            "observe.alarms is on and observe names no receiver: alarms are raised without a message to anyone; add email or "
                + "slack, or set alarms: false"
        ]
    }

    private var accessWarnings: [String] {
        let isPublic = !loadBalancer.isInternal && loadBalancer.allowedBlocks.contains { $0.prefix == 0 }
        guard isPublic, anonymous != .none else { return [] }
        let isPlain = !servesHTTPS
        let rights = anonymous == .all ? "read, change and delete everything" : "read everything"
        // A public data set is readable by everyone, over a connection that protects its integrity.
        guard anonymous == .all || isPlain else { return [] }
        return [
            "service.anonymous is \"\(anonymous.rawValue)\" and the load balancer is public: everyone on the Internet can "
                + rights + (isPlain ? ", over HTTP, which anyone on the way can read and change" : "")
                + "; set internal: true, name the blocks of addresses in allow, or leave anonymous out"
        ]
    }
}
