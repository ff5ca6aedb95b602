import Infra
import ServerContract

extension EnvironmentReader {
    static let serviceKeys: [EnvironmentKey] = [
        "image", "architecture", "cpu", "memory", "ephemeralStorage", "count", "scaling", "strategy", "port",
        "anonymous", "allow", "internal", "domain", "hostedZone", "certificate", "insecureHTTP", "tls", "idleTimeout",
        "accessLogDays", "logDays", "exec", "insights", "deletionProtection",
    ]

    }
}
