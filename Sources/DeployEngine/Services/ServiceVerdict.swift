/// The judgement of a service deployment.
package enum ServiceVerdict: Sendable, Hashable {
    /// No deployment of the operation was seen.
    case waiting
    /// The deployment runs, perhaps backwards.
    case running
    /// The deployment waits at a hook.
    case paused(PausedDeployment)
    /// The target revision runs, with the wanted image.
    case succeeded
    /// The deployment failed, whatever runs now.
    case failed(ServiceFailure)

    /// `true` if the deployment has ended.
    package var isFinal: Bool {
        switch self {
        case .succeeded, .failed: true
        case .waiting, .running, .paused: false
        }
    }
}
