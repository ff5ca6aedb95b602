import HTTPTypes
import Models
import Storage

extension ReadConsistency {
    /// Reads `X-Weir-Consistency`: what answers to writes and reads carry in the header of the same name, or `current`. Without it what is read may be as old as the server allows its replica to be.
    ///
    /// - Throws: ``Problem`` for anything else.
    init(_ headers: HTTPFields) throws(Problem) {
        guard let text = headers[.weirConsistency] else {
            self = .recent
            return
        }
        if text == "current" {
            self = .current
        } else if let version = DatasetVersion(token: text) {
            self = .atLeast(version)
        } else {
            throw Problem(
                .invalidHeader,
                "X-Weir-Consistency: got \(text.quotedForMessage), expected what an answer had there, such as 1-42, "
                    + "a data version, or \"current\"")
        }
    }

    /// The same, and no older than what was seen.
    func reaching(_ seen: DatasetVersion?) -> ReadConsistency {
        guard let seen else { return self }
        switch self {
        case .current: return .current
        case .recent: return .atLeast(seen)
        case .atLeast(let version):
            return .atLeast(
                DatasetVersion(max(version.version, seen.version), of: version.dataset ?? seen.dataset))
        }
    }
}
