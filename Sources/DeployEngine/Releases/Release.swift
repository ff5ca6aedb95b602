#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A record of the ledger: one deployment or rollback of an environment, from its allocation to its outcome.
///
/// It contains no secret: parameters of the environment's stacks refer to secrets by name.
package struct Release: Sendable, Hashable, Codable {
    /// The kinds of releases.
    package enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// The environment's description, as it was committed.
        case deploy
        /// The templates, parameters and the image of an earlier release.
        case rollback
        /// The task definition of an earlier release, without CloudFormation. The next deployment closes the difference.
        case serviceRollback
        /// A deployment of the service alone for development, without the review.
        case fast

        /// `true` if the release changes the service and no stack.
        package var bypassesStacks: Bool {
            switch self {
            case .serviceRollback, .fast: true
            case .deploy, .rollback: false
            }
        }
    }

    /// The number, from 1 without gaps.
    package var number: Int
    /// The environment's name.
    package var environment: String
    /// The kind.
    package var kind: Kind
    /// A random text of the process that allocated the number. It recognizes its own record when a response was lost.
    package var nonce: String
    /// The time of the allocation.
    package var started: Date
    /// The time of the outcome; nil while the release is in progress.
    package var finished: Date?
    /// The author.
    package var author: Author
    /// The release whose content a rollback restores.
    package var restores: Int?
    /// The stacks in the order of deployment.
    package var stacks: [StackRecord]
    /// The image.
    package var image: ImageRecord?
    /// The service as it runs after the release.
    package var service: ServiceRecord?
    /// The schema of the database.
    package var schema: SchemaRecord?
    /// The review.
    package var review: ReviewRecord?
    /// The phases with their times, in order.
    package var phases: [PhaseRecord]
    /// The outcome.
    package var outcome: ReleaseOutcome
    /// Remarks for later readers, such as what `recover` did.
    package var notes: [String]
    /// The time at which `prune` began to remove what a rollback to the release needs; nil if it did not.
    package var pruned: Date?

    /// Creates a record.
    package init(
        number: Int, environment: String, kind: Kind = .deploy, nonce: String, started: Date, finished: Date? = nil,
        author: Author, restores: Int? = nil, stacks: [StackRecord] = [], image: ImageRecord? = nil,
        service: ServiceRecord? = nil, schema: SchemaRecord? = nil, review: ReviewRecord? = nil,
        phases: [PhaseRecord] = [], outcome: ReleaseOutcome = .inProgress, notes: [String] = [], pruned: Date? = nil
    ) {
        self.number = number
        self.environment = environment
        self.kind = kind
        self.nonce = nonce
        self.started = started
        self.finished = finished
        self.author = author
        self.restores = restores
        self.stacks = stacks
        self.image = image
        self.service = service
        self.schema = schema
        self.review = review
        self.phases = phases
        self.outcome = outcome
        self.notes = notes
        self.pruned = pruned
    }

    /// The client request token of the release's stack operations, such as `weir-release-production-42-9f0c`. It comes back on
    /// every event of a stack, so a second run recognizes the operations of this release.
    ///
    /// The nonce keeps tokens apart if a ledger was emptied: CloudFormation refuses a token that it has seen with another request.
    package var requestToken: String { Self.requestToken(environment: environment, number: number, nonce: nonce) }

    static func requestToken(environment: String, number: Int, nonce: String) -> String {
        let name = environment.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return "weir-release-\(String(name))-\(number)-\(nonce.prefix(32))"
    }

    /// The time from the allocation to the outcome; nil while the release is in progress.
    package var duration: Duration? { finished.map { .seconds($0.timeIntervalSince(started)) } }

    /// Records the beginning of a phase, and the end of the one before it.
    package mutating func begin(_ phase: ProgressEvent.Phase, at time: Date) {
        endPhase(at: time)
        phases.append(PhaseRecord(phase: phase, began: time))
    }

    /// Records the end of the current phase.
    package mutating func endPhase(at time: Date) {
        guard let last = phases.indices.last, phases[last].ended == nil else { return }
        phases[last].ended = time
    }

    /// Records the outcome.
    package mutating func finish(_ outcome: ReleaseOutcome, at time: Date) {
        // An unfinished phase keeps its open end: it did not succeed.
        if outcome == .succeeded { endPhase(at: time) }
        self.outcome = outcome
        finished = time
    }
}
