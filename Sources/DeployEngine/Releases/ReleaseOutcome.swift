/// The outcome of a release.
package enum ReleaseOutcome: Sendable, Hashable {
    /// The release has no outcome yet: it runs, or its process died.
    case inProgress
    /// Everything was deployed and verified.
    case succeeded
    /// A phase failed, and the environment may be between two releases.
    case failed(phase: ProgressEvent.Phase, cause: String)
    /// A phase failed, and AWS returned to the state before the release.
    case rolledBack(phase: ProgressEvent.Phase, cause: String)
    /// The operator cancelled the release.
    case cancelled(phase: ProgressEvent.Phase)
    /// The process left while AWS went on; `attach` continues.
    case detached(phase: ProgressEvent.Phase)
    /// A later release took its place before it had an outcome.
    case superseded(by: Int)
    /// An outcome of a newer version of this program.
    case unknown(String)

    /// `true` if the release can still get another outcome: it runs, or AWS goes on with it.
    package var isOpen: Bool {
        switch self {
        case .inProgress, .detached: true
        case .succeeded, .failed, .rolledBack, .cancelled, .superseded, .unknown: false
        }
    }
}

extension ReleaseOutcome: CustomStringConvertible {
    /// The outcome in words, such as `failed in service: …`.
    package var description: String {
        switch self {
        case .inProgress: "in progress"
        case .succeeded: "succeeded"
        case .failed(let phase, let cause): "failed in \(phase.rawValue): \(cause)"
        case .rolledBack(let phase, let cause): "rolled back after \(phase.rawValue) failed: \(cause)"
        case .cancelled(let phase): "cancelled in \(phase.rawValue)"
        case .detached(let phase): "detached in \(phase.rawValue)"
        case .superseded(let number): "superseded by release \(number)"
        case .unknown(let text): text
        }
    }
}

extension ReleaseOutcome: Codable {
    private enum Key: String, CodingKey {
        case state, phase, cause, by
    }

    /// Decodes an object with the key `state`; a state that this version does not know becomes ``unknown(_:)``.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let state = try container.decode(String.self, forKey: .state)
        // A phase of a newer version must not make the ledger unreadable.
        let phase = (try? container.decode(ProgressEvent.Phase.self, forKey: .phase)) ?? .record
        let cause = try container.decodeIfPresent(String.self, forKey: .cause) ?? "not recorded"
        switch state {
        case "in progress": self = .inProgress
        case "succeeded": self = .succeeded
        case "failed": self = .failed(phase: phase, cause: cause)
        case "rolled back": self = .rolledBack(phase: phase, cause: cause)
        case "cancelled": self = .cancelled(phase: phase)
        case "detached": self = .detached(phase: phase)
        case "superseded": self = .superseded(by: try container.decode(Int.self, forKey: .by))
        default: self = .unknown(state)
        }
    }

    /// Encodes an object with the key `state`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(state, forKey: .state)
        switch self {
        case .failed(let phase, let cause), .rolledBack(let phase, let cause):
            try container.encode(phase, forKey: .phase)
            try container.encode(cause, forKey: .cause)
        case .cancelled(let phase), .detached(let phase): try container.encode(phase, forKey: .phase)
        case .superseded(let number): try container.encode(number, forKey: .by)
        case .inProgress, .succeeded, .unknown: break
        }
    }

    /// The word of the outcome in the ledger and in JSON.
    package var state: String {
        switch self {
        case .inProgress: "in progress"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .rolledBack: "rolled back"
        case .cancelled: "cancelled"
        case .detached: "detached"
        case .superseded: "superseded"
        case .unknown(let text): text
        }
    }
}
