/// An obstacle to a deployment that was found before anything was changed.
package typealias PreflightFault = Fault<PreflightFaultKind>

/// The kinds of a ``PreflightFault``.
package enum PreflightFaultKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// The credentials belong to another account.
    case wrongAccount = "wrong-account"
    /// The calls go to another region.
    case wrongRegion = "wrong-region"
    /// The local clock differs from AWS's.
    case clockSkew = "clock-skew"
    /// The credentials expire before the deployment is likely to end.
    case credentialsExpire = "credentials-expire"
    /// The bootstrap stack made a role for other templates.
    case bootstrapOutdated = "bootstrap-outdated"
    /// The role that CloudFormation assumes does not exist.
    case roleMissing = "role-missing"
    /// A role lacks a permission.
    case roleDenied = "role-denied"
    /// A stack cannot be deployed in its status.
    case stackNotDeployable = "stack-not-deployable"
    /// ECS could not run the image.
    case imageNotRunnable = "image-not-runnable"
    /// A parameter that a template reads does not exist.
    case parameterMissing = "parameter-missing"
    /// A secret that a task reads does not exist.
    case secretMissing = "secret-missing"
    /// A secret has not the JSON key that a task reads.
    case secretKeyMissing = "secret-key-missing"
    /// A log group that a task writes to does not exist.
    case logGroupMissing = "log-group-missing"
    /// A target group's port is not a port of the container.
    case portMismatch = "port-mismatch"
    /// A task's subnet does not exist.
    case subnetMissing = "subnet-missing"
    /// A task's subnet has too few free addresses.
    case addressesExhausted = "addresses-exhausted"
    /// A task's subnet has no way to the services that a task needs.
    case routeMissing = "route-missing"
    /// A quota of the account is too small.
    case quotaTooSmall = "quota-too-small"
}
