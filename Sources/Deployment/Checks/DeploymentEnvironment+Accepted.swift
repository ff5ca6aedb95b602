extension DeploymentEnvironment {
    /// The accepted findings: those under `suppress`, those that a setting with its reason accepts, and those of every preview.
    package var acceptedFindings: [CheckSuppression] {
        var accepted = suppressions
        if let reason = publicName.insecureHTTP {
            for (rule, path) in [("WEIR-TLS-001", "LoadBalancer"), ("CKV_AWS_260", "LoadBalancer/FromAnywhereOn80")] {
                accepted.append(CheckSuppression(rule: rule, path: path, reason: reason, expires: nil))
            }
        }
        if preview != nil {
            for path in ["MigrationTask", "ApiTask"] {
                accepted.append(
                    CheckSuppression(
                        rule: "WEIR-ECS-004", path: path,
                        reason: "a preview is not rolled back, and a task definition that stays would keep its image",
                        expires: nil))
            }
        }
        return accepted
    }
}
