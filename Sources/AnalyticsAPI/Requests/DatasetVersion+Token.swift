import Storage

extension DatasetVersion {
    /// The version as clients carry it: the dataset in base 36, a hyphen, the data version.
    var token: String { (dataset.map { String($0, radix: 36) + "-" } ?? "") + String(version) }

    /// Reads ``token``; a data version alone, as the bodies of answers have it, is one too.
    init?(token: String) {
        let parts = token.split(separator: "-", omittingEmptySubsequences: false)
        guard let last = parts.last, let version = Int64(last), parts.count <= 2 else { return nil }
        let dataset = parts.count == 2 ? Int64(parts[0], radix: 36) : nil
        self.init(version, of: dataset)
        // Also refuses signs, leading zeros and capitals, and with them what is no token but reads like one.
        guard self.token == token else { return nil }
    }
}
