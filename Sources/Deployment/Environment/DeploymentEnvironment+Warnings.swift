import Infra

extension DeploymentEnvironment {
    /// Settings that are valid and probably a mistake, a line each.
    package var warnings: [String] {
        let isPublic = !service.isInternal && service.allow.contains { $0.prefix == 0 }
        guard isPublic, service.anonymous != .none else { return [] }
        let isPlain = service.certificate == nil
        let rights = service.anonymous == .all ? "read, change and delete everything" : "read everything"
        // Reading is what a public data set is for, over a connection that keeps it whole.
        guard service.anonymous == .all || isPlain else { return [] }
        return [
            "service.anonymous is \"\(service.anonymous.rawValue)\" and the load balancer is public: everyone on the Internet can "
                + rights + (isPlain ? ", over HTTP, which anyone on the way can read and change" : "")
                + "; set internal: true, name the blocks of addresses in allow, or leave anonymous out"
        ]
    }
}
