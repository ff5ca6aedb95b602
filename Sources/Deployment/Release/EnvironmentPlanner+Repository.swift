import Infra

extension EnvironmentPlanner {
    /// The reason why images of the environment's repository must stay: another environment of the folder pulls them from another
    /// account or region, where its task definitions cannot be seen. Nil if there is none.
    /// - Parameter directory: The folder that contains `deploy`; nil is the working directory.
    package func foreignPull(directory: String?) -> String? {
        for name in DeploymentEnvironment.names(in: directory) where name != settings.name {
            guard let other = try? DeploymentEnvironment.ofCommand(name, directory: directory) else {
                return "deploy/\(name).yaml cannot be read, so its image is not known"
            }
            let image = other.service.image
            guard image.repository == settings.service.image.repository else { continue }
            switch image.registry {
            case .own, .other: continue
            case .ecr(let account, let region, _):
                // Its own registry by its full address is the one that this environment sees.
                if account == other.account, region == other.region, region == settings.region,
                    account == settings.account
                {
                    continue
                }
                return "\(name) pulls \(image.repository) from the account \(account) in \(region)"
            }
        }
        return nil
    }
}
