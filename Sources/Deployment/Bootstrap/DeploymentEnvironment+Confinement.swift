package import Infra

extension DeploymentEnvironment {
    /// The bounds of the roles that the environment's stacks make.
    package var confinement: RoleConfinement {
        RoleConfinement(
            rolePath: "/\(application)/\(name)/stacks/", boundaryName: "\(application)-\(name)-boundary",
            boundaryPath: "/\(application)/\(name)/bootstrap/")
    }

    /// The full names of the stacks that jobs deploy: all but the bootstrap stack, whose deployment needs an administrator.
    package var deployedStackNames: [String] {
        ProductApp.stackNames.filter { $0 != "bootstrap" }.map(stackName)
    }
}
