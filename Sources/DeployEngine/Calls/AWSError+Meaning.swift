package import AWSClient
import AWSOperations

extension AWSError {
    /// `true` if the credentials have expired. The client has already read their source again, so another attempt with the same
    /// credentials cannot succeed.
    package var hasExpiredCredentials: Bool {
        ["ExpiredToken", "ExpiredTokenException", "RequestExpired"].contains(code)
    }

    /// `true` if the service asks for fewer calls.
    ///
    /// Unlike ``AWSError/isThrottling`` it excludes `LimitExceededException`, with which CloudFormation and ECS report an exhausted
    /// quota that no pause restores.
    package var isPaced: Bool { isThrottling && code != "LimitExceededException" }

    /// `true` if CloudFormation reports that a stack does not exist, for which it has no code of its own.
    package var saysStackIsMissing: Bool {
        code == "ValidationError" && message.contains("does not exist") && !message.contains("ChangeSet")
    }

    /// `true` if a change set or its stack does not exist.
    package var saysChangeSetIsMissing: Bool {
        code == "ChangeSetNotFound" || code == "ChangeSetNotFoundException" || saysStackIsMissing
            || (code == "ValidationError" && message.contains("does not exist"))
    }

    /// `true` if the request may have reached the service although no response arrived, so that the effect is unknown.
    package var isAmbiguous: Bool {
        switch kind {
        case .transport: true
        case .service: (status ?? 0) >= 500
        case .invalidResponse: true
        case .credentials, .invalidRequest, .cancelled: false
        }
    }

    /// The IAM action that the call needs, such as `ecs:StopServiceDeployment`: the one that the message names, otherwise the
    /// operation's.
    package var missingAction: String {
        if let range = message.firstRange(of: "not authorized to perform: ") {
            let action = message[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == ":" || $0 == "-" }
            if action.contains(":") { return String(action) }
        }
        let known = AWSService.known.first { $0.name == service }
        return known.flatMap { RequiredActions.of(operation, service: $0).first } ?? "\(service):\(operation)"
    }
}
