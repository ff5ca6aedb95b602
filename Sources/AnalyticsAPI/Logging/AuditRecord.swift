import Logging
import Models
import Synchronization

/// The client of a request, and the facts about the change that it asks for, for the log.
///
/// The router begins a record for each request, so that every route that changes datasets, keys, saved queries or links has a
/// line in the log, whatever its handler does. A handler adds numbers and names, and neither credentials nor values of rows.
final class AuditRecord: Sendable {
    private struct State {
        var client: Identity?
        var operation: String?
        var facts: Logger.Metadata = [:]
    }

    private let state = Mutex(State())

    /// The client's name; `nil` before the client is known, and for one without a credential.
    var clientName: String? {
        state.withLock { $0.client.flatMap { $0.isAnonymous ? nil : $0.name } }
    }

    /// Begins the record of a request.
    ///
    /// - Parameter dataset: The dataset in the path; `nil` if the path names none.
    func begin(_ route: Route, on dataset: Identifier?) {
        guard route.isAudited else { return }
        state.withLock {
            $0.operation = route.operation.id
            if let dataset { $0.facts["dataset"] = "\(dataset)" }
        }
    }

    /// Records the client of the request.
    func identify(_ client: Identity) { state.withLock { $0.client = client } }

    /// Adds facts about the change.
    func add(_ facts: Logger.Metadata) {
        state.withLock { $0.facts.merge(facts) { _, new in new } }
    }

    /// Records that the request asks for a preview, which is no change.
    func changesNothing() { state.withLock { $0.operation = nil } }

    /// Writes the line of a request that was answered, unless it asked for no change or was not valid.
    func write(_ status: Int, to logger: Logger) {
        let (client, operation, facts) = state.withLock { ($0.client, $0.operation, $0.facts) }
        guard let client, let operation, let outcome = Outcome(status: status) else { return }
        var metadata = facts
        metadata["identity"] = "\(client.name)"
        metadata["operation"] = "\(operation)"
        metadata["outcome"] = "\(outcome.rawValue)"
        logger.notice("audit", metadata: metadata)
    }

    private enum Outcome: String {
        /// The change was made.
        case done
        /// The client may not make the change.
        case refused
        /// An error or the client's disconnect ended the request, by when the change may have been made.
        case unknown

        /// Returns the outcome of an answer's status; `nil` for a mistake in the request, which changed nothing.
        init?(status: Int) {
            switch status {
            case 200..<300: self = .done
            case 403: self = .refused
            case 499...: self = .unknown
            default: return nil
            }
        }
    }
}

extension DatasetChange {
    /// The numbers of changed columns, for the log.
    var facts: Logger.Metadata {
        var facts: Logger.Metadata = [:]
        for (name, count) in [
            ("added", added.count), ("renamed", renamed.count), ("dropped", dropped.count), ("altered", altered.count),
        ] where count > 0 {
            facts[name] = .stringConvertible(count)
        }
        if retention != nil { facts["retention"] = .stringConvertible(true) }
        return facts
    }
}
