import Logging
import SecretsClient

extension SecretCacheEvent {
    /// Writes the event to the log. An event holds no value.
    func write(to logger: Logger) {
        switch self {
        case .fetched(let reference, let version):
            logger.info("secret read", metadata: ["secret": "\(reference.id)", "version": "\(version)"])
        case .rotated(let reference, let former, let version):
            logger.notice(
                "secret rotated",
                metadata: ["secret": "\(reference.id)", "version": "\(version)", "formerVersion": "\(former)"])
        case .stale(_, let error):
            logger.warning("secret not refreshed: what is held stays in use", metadata: ["cause": "\(error)"])
        case .failed(_, let error):
            logger.error("secret not available", metadata: ["cause": "\(error)"])
        }
    }
}
