import DeployEngine
import Testing

@Suite("The needs that templates tell")
struct TemplateNeedsTests {
    private static func plan(_ templates: String...) -> ReleasePlan {
        var plan = PreflightCheckTests.plan()
        plan.stacks = templates.enumerated().map { index, template in
            PlannedStack(role: .service, name: "stack-\(index)", template: template)
        }
        return plan
    }

    @Test("A service needs its tasks with those of a deployment, its subnets, its secret and its log group")
    func service() {
        let needs = TemplateNeeds(PreflightCheckTests.plan())
        #expect(
            needs.workloads == [
                .init(
                    stack: "app-test-service", logicalID: "Service", tasks: 4, cpu: 1024,
                    subnets: [.parameter("/net/Subnets")],
                    hasPublicAddress: false, executionRole: "Role")
            ])
        #expect(
            needs.secrets == [
                .init(
                    stack: "app-test-service", value: .text(PreflightCheckTests.secret + ":password::"),
                    isInjected: true)
            ])
        #expect(needs.logGroups == ["/app": "app-test-service"])
        #expect(needs.parameters == ["/net/Subnets": "app-test-service"])
        #expect(needs.provided == [])
        #expect(needs.faults == [])
    }

    @Test(
        "A target group's port must be a port of the container",
        arguments: [(8080, [String]()), (8081, ["the container main has the ports 8081"])])
    func ports(_ port: Int, _ expected: [String]) {
        let needs = TemplateNeeds(PreflightCheckTests.plan(PreflightCheckTests.serviceTemplate(port: port)))
        #expect(needs.faults.map(\.got) == expected)
        #expect(needs.faults.allSatisfy { $0.kind == .portMismatch && $0.isObstacle })
    }

    @Test("A parameter of an earlier stack is provided, one of a later stack is not")
    func order() {
        let maker = #"{"Resources": {"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/a"}}}}"#
        let reader =
            #"{"Parameters": {"A": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a"}}, "Resources": {}}"#
        #expect(TemplateNeeds(Self.plan(maker, reader)).provided == ["/a"])
        #expect(TemplateNeeds(Self.plan(reader, maker)).provided == [])
        #expect(TemplateNeeds(Self.plan(reader, maker)).parameters == ["/a": "stack-0"])
    }

    @Test("A log group of the template itself is no need, nor one of another driver")
    func logs() {
        func template(_ driver: String, _ more: String = "") -> String {
            """
            {"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{"Name": "m",
              "LogConfiguration": {"LogDriver": "\(driver)", "Options": {"awslogs-group": "/g"}}}]}}\(more)}}
            """
        }
        #expect(TemplateNeeds(Self.plan(template("awslogs"))).logGroups == ["/g": "stack-0"])
        #expect(TemplateNeeds(Self.plan(template("awsfirelens"))).logGroups == [:])
        let own = #", "L": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/g"}}"#
        #expect(TemplateNeeds(Self.plan(template("awslogs", own))).logGroups == [:])
    }

    @Test("A variable that names a secret's ARN is a secret that the program reads")
    func variables() {
        let template = """
            {"Parameters": {"S": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/s"},
              "L": {"Type": "String", "Default": "arn:aws:secretsmanager:r:1:secret:x"}},
             "Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{"Name": "m",
              "Environment": [{"Name": "DB_SECRET_ARN", "Value": {"Ref": "S"}}, {"Name": "OTHER_SECRET_ARN", "Value": {"Ref": "L"}},
                {"Name": "OWN_SECRET_ARN", "Value": {"Ref": "T"}}, {"Name": "HOST", "Value": "h"}]}]}}}}
            """
        let secrets = TemplateNeeds(Self.plan(template)).secrets
        #expect(secrets.map(\.value) == [.parameter("/s"), .text("arn:aws:secretsmanager:r:1:secret:x")])
        #expect(secrets.allSatisfy { !$0.isInjected })
    }

    @Test(
        "References to secrets have an id and a key",
        arguments: [
            ("arn:aws:secretsmanager:r:1:secret:a-AbCdEf", "arn:aws:secretsmanager:r:1:secret:a-AbCdEf", String?.none),
            ("arn:aws:secretsmanager:r:1:secret:a-AbCdEf:key::", "arn:aws:secretsmanager:r:1:secret:a-AbCdEf", "key"),
            (
                "arn:aws:secretsmanager:r:1:secret:a-AbCdEf::AWSPREVIOUS:",
                "arn:aws:secretsmanager:r:1:secret:a-AbCdEf", nil
            ),
            ("app/password", "app/password", nil),
        ])
    func references(_ text: String, _ id: String, _ key: String?) {
        let reference = SecretReference(text)
        #expect(reference?.id == id)
        #expect(reference?.key == key)
    }

    @Test("A parameter of Parameter Store is no secret", arguments: ["arn:aws:ssm:r:1:parameter/a", "/a/b", ""])
    func parameters(_ text: String) { #expect(SecretReference(text) == nil) }
}
