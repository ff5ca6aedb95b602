extension DeploymentEnvironment {
    /// The path in Parameter Store under which the foundation stack shares the ARN of the secret with the administrator's key.
    package var adminSecretParameter: String { "/stacks/\(stackName("foundation"))/AdminSecretArn" }
}
