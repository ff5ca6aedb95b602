internal import AWSClient

extension CommandError {
    /// What a failed call means for who typed the command.
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

    /// There are no credentials.
    init(_ error: CredentialsError) {
        self.init(exitCode: .notAllowed, description: "error: no credentials: \(error)")
    }
}
