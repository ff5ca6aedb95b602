import HTTPTypes

extension HTTPFields {
    /// Marks an answer as one that depends on the client's credential: only the client's own cache may keep it, which must ask
    /// again before each use (RFC 9111, sections 3.5 and 5.2.2.7).
    mutating func belongToClient() {
        let varying = self[.vary] ?? ""
        self[.vary] = varying.isEmpty ? "Authorization" : varying + ", Authorization"
        let control = self[.cacheControl]
        if control == nil || control == "no-cache" { self[.cacheControl] = "private, no-cache" }
    }
}
