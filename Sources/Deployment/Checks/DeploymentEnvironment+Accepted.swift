extension DeploymentEnvironment {
    /// The accepted findings: those under `suppress`, and those that a setting with its reason accepts.
    package var acceptedFindings: [CheckSuppression] {
        guard let reason = publicName.insecureHTTP else { return suppressions }
        let places = [("WEIR-TLS-001", "LoadBalancer"), ("CKV_AWS_260", "LoadBalancer/FromAnywhereOn80")]
        return suppressions
            + places.map { CheckSuppression(rule: $0.0, path: $0.1, reason: reason, expires: nil) }
    }
}
