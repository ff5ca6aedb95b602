import AWSClient
import Deployment

extension CommandError {
    /// Creates a command's error for a failed call.
    init(_ error: AWSError) {
        let code: Code =
            switch error.kind {
            case .service: error.isAccessDenied || error.isUnauthenticated ? .notAllowed : .refused
            case .transport: .noAnswer
            case .credentials: .notAllowed
            case .invalidRequest: .usage
            case .invalidResponse, .cancelled: .refused
            }
        self.init(exitCode: code, description: "error: \(error)")
    }

    /// Creates a command's error for missing credentials.
    init(_ error: CredentialsError) {
        self.init(exitCode: .notAllowed, description: "error: no credentials: \(error)")
    }
}
