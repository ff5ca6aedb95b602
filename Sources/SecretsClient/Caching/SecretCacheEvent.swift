/// Something about a cached secret that an operator may want to read in a log. It holds no value.
public enum SecretCacheEvent: Sendable, Hashable {
    /// A value came that was not held before.
    case fetched(SecretReference, version: String)
    /// The secret was rotated: a new version takes the place of the one that was held.
    case rotated(SecretReference, from: String, to: String)
    /// A refresh failed for the time being; what is held stays in use.
    case stale(SecretReference, SecretError)
    /// The secret cannot be had, and nothing is held.
    case failed(SecretReference, SecretError)
}
