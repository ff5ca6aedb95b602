import Infra
import InfraTesting
import Testing

@Suite("ExecutionRole")
struct ExecutionRoleTests {
    private static let confinement = RoleConfinement(
        rolePath: "/orders/stacks/", boundaryName: "orders-boundary", boundaryPath: "/orders/bootstrap/")

    /// A template with the resources, confined.
    private static func confined(_ build: (Scope) -> Void) throws -> Template {
        let app = App()
        let stack = Stack(app, "orders", description: "Orders")
        build(stack.scope)
        confinement.apply(to: stack)
        return try app.synthesize()[0].template
    }

    private static func add(_ access: TemplateAccess, to scope: Scope) {
        let boundary = scope.add("Boundary", PermissionsBoundary(confinement: confinement, access: access))
        var role = ExecutionRole(access: access, confinement: confinement)
        role.path = "/orders/bootstrap/"
        scope.add("Execution", role, in: boundary)
    }

    private static func service(_ scope: Scope) {
        let queue = scope.add("Orders", AWS.SQS.Queue(visibilityTimeout: 60))
        queue.grantConsume(to: scope.add("Reader", Role(service: .ecsTasks, description: "Reads orders")))
        scope.add("Table", PostgresDatabase(instanceClass: .t4gMicro), in: TestStack.network)
    }

    private static func statements(_ template: Template) -> [TemplateStatement] {
        template.resources(ofType: "AWS::IAM::ManagedPolicy").filter { $0.logicalID != "Boundary" }
            .flatMap { Template.statements(of: $0.properties["PolicyDocument"]) }
    }

    @Test("The role has exactly the actions that its templates need")
    func exact() throws {
        let access = TemplateAccess(of: [try ExecutionRoleTests.confined(ExecutionRoleTests.service)])
        let template = try TestStack.template { ExecutionRoleTests.add(access, to: $0) }
        let granted = Set(ExecutionRoleTests.statements(template).flatMap(\.actions))
        let needed = access.actions
        #expect(granted.subtracting(needed).isEmpty, "\(granted.subtracting(needed).sorted())")
        #expect(needed.subtracting(granted) == ["iam:DeleteRolePermissionsBoundary"])
        #expect(needed.isSuperset(of: ["rds:CreateDBInstance", "rds:DeleteDBInstance", "sqs:CreateQueue"]))
        #expect(!needed.contains { $0.hasPrefix("ecs:") || $0.contains("*") })
    }

    @Test("Roles are made with the boundary and inside of their path alone, and passed to their services alone")
    func confinement() throws {
        let access = TemplateAccess(of: [try ExecutionRoleTests.confined(ExecutionRoleTests.service)])
        let template = try TestStack.template { ExecutionRoleTests.add(access, to: $0) }
        let identity = ExecutionRoleTests.statements(template).filter { $0.actions.allSatisfy { $0.hasPrefix("iam:") } }
        #expect(identity.flatMap(\.actions).contains("iam:PutRolePolicy"))
        for statement in identity where statement.actions != ["iam:ListRoles"] {
            let places = statement.resources.map(\.compactJSON)
            #expect(
                places.allSatisfy { $0.contains("role/orders/stacks/*") || $0.contains("role/aws-service-role/*") },
                "\(places)")
        }
        let boundary: TemplateExpression = [
            "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/orders/bootstrap/orders-boundary"
        ]
        #expect(
            template.property("ExecutionAccess", "PolicyDocument/Statement/0/Condition") == [
                "StringEquals": ["iam:PermissionsBoundary": boundary]
            ])
        let document = template.resource("ExecutionAccess")?.properties["PolicyDocument"]?.compactJSON ?? ""
        #expect(document.contains(#"{"StringEquals":{"iam:PassedToService":["ecs-tasks.amazonaws.com"]}}"#))
    }

    @Test(
        "The role is CloudFormation's for this account, has the boundary, and stands outside of the path that it changes"
    )
    func role() throws {
        let access = TemplateAccess(of: [try ExecutionRoleTests.confined(ExecutionRoleTests.service)])
        let template = try TestStack.template { ExecutionRoleTests.add(access, to: $0) }
        #expect(
            template.mismatch(
                "Execution", type: "AWS::IAM::Role",
                with: ["Path": "/orders/bootstrap/", "PermissionsBoundary": ["Ref": "Boundary"]]) == nil)
        #expect(template.trust(ofRole: "Execution").map(\.principal) == [["Service": "cloudformation.amazonaws.com"]])
        for policy in template.resources(ofType: "AWS::IAM::ManagedPolicy") {
            #expect(policy.properties["Path"] == "/orders/bootstrap/", "\(policy.logicalID)")
        }
    }

    @Test("The boundary refuses every way to more rights")
    func boundary() throws {
        let access = TemplateAccess(of: [try ExecutionRoleTests.confined(ExecutionRoleTests.service)])
        var boundary = PermissionsBoundary(confinement: ExecutionRoleTests.confinement, access: access)
        boundary.protectedBuckets = ["arn:aws:s3:::artifacts"]
        boundary.additionalServices = ["xray"]
        #expect(!boundary.services.contains("sts") && boundary.services.contains("xray"))
        let template = try TestStack.template { $0.add("Boundary", boundary) }
        let statements = Template.statements(of: template.resource("Boundary")?.properties["PolicyDocument"])
        #expect(statements.map(\.effect) == ["Allow", "Deny", "Deny", "Deny", "Deny"])
        #expect(statements[0].actions == boundary.services.map { "\($0):*" }.sorted())
        #expect(!statements[0].actions.contains("*"))
        #expect(statements[1].actions.contains("iam:CreateRole") && statements[1].resources == ["*"])
        #expect(statements[2].actions.contains("iam:DeleteRolePermissionsBoundary"))
        let outside = template.property("Boundary", "PolicyDocument/Statement/3/NotResource")
        #expect(outside?.compactJSON.contains("policy/orders/stacks/*") == true)
        #expect(statements[4].resources == ["arn:aws:s3:::artifacts", "arn:aws:s3:::artifacts/*"])
        #expect(template.property("Boundary", "ManagedPolicyName") == "orders-boundary")
    }

    @Test("The policies of all known types together stay within IAM's sizes")
    func sizes() throws {
        let template = try ExecutionRoleTests.confined { scope in
            for type in ResourceFacts.known.keys.sorted() where type != "AWS::IAM::Role" {
                scope.add(String(type.filter { $0 != ":" }), Resource(type: type))
            }
            ExecutionRoleTests.service(scope)
        }
        let access = TemplateAccess(of: [template])
        let stack = try TestStack.template { ExecutionRoleTests.add(access, to: $0) }
        let policies = stack.resources(ofType: "AWS::IAM::ManagedPolicy")
        #expect((6...11).contains(policies.count), "\(policies.map(\.logicalID))")
        for policy in policies {
            let size = policy.properties["PolicyDocument"]?.compactJSON.utf8.count ?? 0
            #expect((1...6144).contains(size), "\(policy.logicalID) has \(size)")
        }
    }

    @Test("A type without known permissions, and a role without bounds, are reported")
    func problems() throws {
        let app = App()
        let scope = Stack(app, "orders", description: "Orders").scope
        scope.add("Job", Resource(type: "AWS::Nothing::Known"))
        scope.add("Reader", Role(service: .ecsTasks, description: "Reads orders"))
        let access = TemplateAccess(of: [try app.synthesize()[0].template])
        let problems = TestStack.problems { ExecutionRoleTests.add(access, to: $0) }
        #expect(problems.count == 2, "\(problems)")
        #expect(problems.first?.contains("has the type AWS::Nothing::Known, whose permissions are not known") == true)
        #expect(problems.last?.contains("the role Reader has no path or no permissions boundary") == true)
    }

    @Test("The policies' hash is the same for the same types, and differs with another type")
    func hash() throws {
        func hash(_ build: (Scope) -> Void) throws -> String {
            let access = TemplateAccess(of: [try ExecutionRoleTests.confined(build)])
            let role = ExecutionRole(access: access, confinement: ExecutionRoleTests.confinement)
            return TestStack().scope.add("Execution", role, in: "arn:boundary").policyHash
        }
        let queue = { (scope: Scope) -> Void in scope.add("Orders", AWS.SQS.Queue()) }
        let renamed = { (scope: Scope) -> Void in scope.add("Renamed", AWS.SQS.Queue(visibilityTimeout: 5)) }
        let topic = { (scope: Scope) -> Void in scope.add("Topic", AWS.SNS.Topic()) }
        #expect(try hash(queue) == hash(renamed))
        #expect(try hash(queue) != hash(topic))
        #expect(try hash(queue).count == 16)
    }

    @Test("A path below that of the templates' roles is refused", arguments: ["/orders/stacks/", "/orders/stacks/x/"])
    func paths(path: String) {
        var role = ExecutionRole(access: TemplateAccess(of: []), confinement: ExecutionRoleTests.confinement)
        role.path = path
        #expect(role.faults.map(\.property) == ["path"])
        var bounds = ExecutionRoleTests.confinement
        bounds.boundaryPath = path
        #expect(bounds.faults.map(\.property) == ["boundaryPath"])
    }
}

@Suite("TemplateAccess")
struct TemplateAccessTests {
    @Test(
        "A dynamic reference takes the action that resolves it",
        arguments: [
            ("{{resolve:secretsmanager:arn:x:SecretString:password}}", "secretsmanager:GetSecretValue"),
            ("{{resolve:ssm:/a:1}}", "ssm:GetParameters"), ("{{resolve:ssm-secure:/a:1}}", "ssm:GetParameters"),
        ])
    func references(text: String, action: String) throws {
        func actions(_ value: String) throws -> Set<String> {
            TemplateAccess(of: [
                try TestStack.template { $0.add("Topic", AWS.SNS.Topic(displayName: .literal(value))) }
            ]).actions
        }
        #expect(try actions(text).subtracting(actions("plain")) == [action])
    }

    @Test("A parameter in Parameter Store takes the action that reads it")
    func parameters() throws {
        let template = try TestStack.template { scope in
            let name = scope.use(SharedValue<String>(stack: "other", id: "Name"))
            scope.add("Topic", AWS.SNS.Topic(displayName: name))
        }
        #expect(TemplateAccess(of: [template]).actions.contains("ssm:GetParameters"))
    }

    @Test("The services of roles are read from their trust, their policies and AWS's managed policies")
    func services() throws {
        let template = try TestStack.template { scope in
            let role = scope.add("Role", Role(service: .ecsTasks, description: "Runs"))
            role.grant(PolicyStatement(actions: ["rds-db:connect"], resources: ["arn:db"]))
            scope.add(
                "Monitoring",
                AWS.IAM.Role(
                    assumeRolePolicyDocument: PolicyStatement.document([
                        PolicyStatement(
                            actions: ["sts:AssumeRole"], principal: ["Service": "monitoring.rds.amazonaws.com"])
                    ]),
                    managedPolicyArns: [
                        "arn:\(AWS.partition):iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
                        "arn:aws:iam::aws:policy/AdministratorAccess",
                    ]))
        }
        let access = TemplateAccess(of: [template])
        #expect(access.trustedServices == ["ecs-tasks.amazonaws.com", "monitoring.rds.amazonaws.com"])
        #expect(access.grantedServices.isSuperset(of: ["logs", "rds-db"]))
        #expect(access.unknownPolicies == ["arn:aws:iam::aws:policy/AdministratorAccess"])
        #expect(access.unconfinedRoles == ["Monitoring", "Role"])
        let problems = TestStack.problems { scope in
            let bounds = RoleConfinement(rolePath: "/a/", boundaryName: "b", boundaryPath: "/c/")
            scope.add("Boundary", PermissionsBoundary(confinement: bounds, access: access))
        }
        #expect(problems.count == 1 && problems[0].contains("policy/AdministratorAccess"), "\(problems)")
    }
}
