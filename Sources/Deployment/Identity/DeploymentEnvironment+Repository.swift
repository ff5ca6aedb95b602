import Infra

extension DeploymentEnvironment {
    /// The repository whose jobs may deploy, as `owner/name`, and the environment on GitHub that they name; nil without one.
    package var trustedRepository: (name: String, environment: String?)? {
        guard let trust = bootstrap.github?.trust else { return nil }
        // Of several, the one of the same name.
        let environment = trust.environments.first { $0 == name } ?? trust.environments.first
        return ("\(trust.owner)/\(trust.repository)", environment)
    }
}
