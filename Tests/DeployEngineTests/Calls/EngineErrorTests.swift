import AWSClient
import DeployEngine
import Testing

@Suite struct EngineErrorTests {
    @Test(
        "An error of a call has the code of its remedy",
        arguments: [
            ("ExpiredToken", "", EngineError.Code.detached), ("ExpiredTokenException", "", .detached),
            ("RequestExpired", "", .detached), ("InvalidClientTokenId", "", .credentials),
            ("AccessDenied", "", .accessDenied), ("Throttling", "Rate exceeded", .throttled),
            ("LimitExceededException", "quota", .service),
            ("ValidationError", "Stack with id x does not exist", .notFound),
            ("ValidationError", "Template format error", .service), ("InternalError", "", .unavailable),
            ("ResourceNotFoundException", "", .notFound),
        ])
    func codes(code: String, message: String, expected: EngineError.Code) {
        #expect(EngineError(.scripted(code, message)).code == expected)
    }

    @Test(
        "A denied call names the action that is missing",
        arguments: [
            (
                "User: arn:aws:sts::1:assumed-role/deploy/x is not authorized to perform: ecs:StopServiceDeployment on resource: *",
                "ecs:StopServiceDeployment"
            ),
            ("Access denied", "elasticloadbalancing:DescribeTargetHealth"),
        ])
    func missingAction(message: String, action: String) {
        let error = AWSError(
            .service, service: "Elastic Load Balancing v2", operation: "DescribeTargetHealth", code: "AccessDenied",
            message: message, status: 403)
        #expect(error.missingAction == action)
        #expect(EngineError(error).description.contains(action))
    }

    @Test("The description has the purpose, the service's words and the remedy")
    func description() {
        let error = EngineError(
            .scripted("ExpiredToken", "The token has expired"), while: "read the stack weir-dev-service")
        #expect(error.description.hasPrefix("cannot read the stack weir-dev-service: "))
        #expect(error.description.contains("The token has expired"))
        #expect(error.description.contains("infra-cli attach"))
    }
}
