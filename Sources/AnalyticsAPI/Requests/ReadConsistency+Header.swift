import Diagnostics
import HTTPTypes
import Models
import Storage

extension ReadConsistency {
    /// Reads `X-Weir-Consistency`: the value that an earlier answer had in this header, or `current`. Without the header, a
    /// read may be as stale as the server allows its replica to be.
    ///
    /// - Throws: ``APIError`` for any other value.
    init(_ headers: HTTPFields) throws(APIError) {
        guard let text = headers[.weirConsistency] else {
            self = .recent
            return
        }
        if text == "current" {
            self = .current
        } else if let version = DatasetVersion(token: text) {
            self = .atLeast(version)
        } else {
            throw APIError(
                .invalidHeader,
                "X-Weir-Consistency: got \(text.quotedForMessage), expected the value from an earlier answer, such as "
                    + "1-42, a data version, or \"current\"")
        }
    }

    /// Returns a consistency that also requires the version that the client has seen.
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

extension DatasetVersion {
    /// The version in the `X-Weir-Consistency` header: the dataset's id in base 36, a hyphen, the data version.
    var token: String { (dataset.map { String($0, radix: 36) + "-" } ?? "") + String(version) }

    /// Parses a ``token``, or a data version alone, as the bodies of answers contain it.
    init?(token: String) {
        let parts = token.split(separator: "-", omittingEmptySubsequences: false)
        guard let last = parts.last, let version = Int64(last), parts.count <= 2 else { return nil }
        let dataset = parts.count == 2 ? Int64(parts[0], radix: 36) : nil
        self.init(version, of: dataset)
        // Reject signs, leading zeros and capitals, which ``token`` never writes.
        guard self.token == token else { return nil }
    }
}
