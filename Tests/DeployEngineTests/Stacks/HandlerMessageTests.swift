import DeployEngine
import Testing

@Suite struct HandlerMessageTests {
    struct Case: Sendable {
        let reason: String
        let message: String
        let code: String?
        let token: String?
    }

    @Test(
        "A handler's reason is split into its message, its error code and its token",
        arguments: [
            Case(
                reason:
                    #"Resource handler returned message: "weir-dev-logs already exists" (RequestToken: 0f5e1a2b-0000-1111-2222-333344445555, HandlerErrorCode: AlreadyExists)"#,
                message: "weir-dev-logs already exists", code: "AlreadyExists",
                token: "0f5e1a2b-0000-1111-2222-333344445555"),
            Case(
                reason:
                    #"Resource handler returned message: "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'." (RequestToken: a-b, HandlerErrorCode: GeneralServiceException)"#,
                message: "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.",
                code: "GeneralServiceException", token: "a-b"),
            Case(
                reason:
                    #"Resource handler returned message: "Invalid "name" (Service: Ecs, Status Code: 400) (SDK Attempt Count: 1)" (RequestToken: t, HandlerErrorCode: InvalidRequest)"#,
                message: #"Invalid "name" (Service: Ecs, Status Code: 400) (SDK Attempt Count: 1)"#,
                code: "InvalidRequest",
                token: "t"),
            Case(
                reason: #"Resource handler returned message: "no note""#, message: "no note", code: nil, token: nil),
            Case(
                reason:
                    "Resource of type 'AWS::RDS::DBInstance' with identifier 'x' did not stabilize. (HandlerErrorCode: NotStabilized)",
                message: "Resource of type 'AWS::RDS::DBInstance' with identifier 'x' did not stabilize.",
                code: "NotStabilized", token: nil),
        ])
    func parts(of test: Case) throws {
        let message = try #require(HandlerMessage(test.reason))
        #expect(message.message == test.message)
        #expect(message.code == test.code)
        #expect(message.requestToken == test.token)
    }

    @Test(
        "A reason without a handler's frame is none", arguments: ["Resource creation cancelled", "", "User Initiated"])
    func plain(reason: String) {
        #expect(HandlerMessage(reason) == nil)
    }

    @Test("Every documented error code is found", arguments: HandlerMessage.knownCodes.sorted())
    func codes(code: String) {
        #expect(
            HandlerMessage("Resource handler returned message: \"x\" (RequestToken: t, HandlerErrorCode: \(code))")?
                .code == code)
    }
}
