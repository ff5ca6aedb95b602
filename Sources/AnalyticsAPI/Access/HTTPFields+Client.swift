import HTTPTypes

extension HTTPFields {
    /// Marks an answer as one that depends on the client's credential: only the client's own cache may keep it, which must ask
    /// again before each use (RFC 9111, sections 3.5 and 5.2.2.7).
    mutating func belongToClient() {
        let varying = self[values: .vary].filter { !$0.isEmpty }
        self[.vary] = (varying + ["Authorization"]).joined(separator: ", ")
        if self[.cacheControl] == nil || self[.cacheControl] == "no-cache" { self[.cacheControl] = "private, no-cache" }
    }
}
