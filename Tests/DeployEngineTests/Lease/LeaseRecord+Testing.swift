import DeployEngine
import Foundation

extension LeaseRecord {
    /// A record for tests, of a process with a token.
    static func sample(_ token: String, at time: Date, requestToken: String? = nil, length: Double = 180) -> LeaseRecord
    {
        LeaseRecord(
            environment: "dev", operation: "deploy", holder: "arn:aws:iam::1:user/\(token)", host: "host-\(token)",
            runURL: "https://example.org/runs/\(token)", token: token, release: requestToken == nil ? nil : 7,
            requestToken: requestToken, acquired: time, expires: time.addingTimeInterval(length))
    }
}
