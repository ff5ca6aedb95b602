import AWSClient
import Diagnostics

extension CommandError {
    /// Creates a command's error for a failed call.
    init(_ error: AWSError) {
        let code: Code =
            switch error.kind {
            case .service: error.isAccessDenied || error.isUnauthenticated ? .notAllowed : .failure
            case .transport: .unavailable
            case .credentials: .notAllowed
            case .invalidRequest: .usage
            case .invalidResponse, .cancelled: .failure
            }
        self.init(exitCode: code, description: "error: \(error)")
    }

    /// Creates a command's error for missing credentials.
    init(_ error: CredentialsError) {
        self.init(exitCode: .notAllowed, description: "error: no credentials: \(error)")
    }
}
