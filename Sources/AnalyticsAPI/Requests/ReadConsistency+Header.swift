import HTTPTypes
import Models
import Storage

extension ReadConsistency {
    /// Reads `X-Weir-Consistency`: a data version, as answers to writes and reads carry it in the header of the same name, or
    /// `current`. Without it what is read may be as old as the server allows its replica to be.
    ///
    /// - Throws: ``Problem`` for anything else.
    init(_ headers: HTTPFields) throws(Problem) {
        guard let text = headers[.weirConsistency] else {
            self = .recent
            return
        }
        if text == "current" {
            self = .current
        } else if let version = Int64(text), version >= 0, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            self = .atLeast(version)
        } else {
            throw Problem(
                .invalidHeader,
                "X-Weir-Consistency: got \(text.quotedForMessage), expected a data version such as 42, or \"current\"")
        }
    }
}
