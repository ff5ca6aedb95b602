import Infra
import InfraTesting
import Testing

@Suite("SecretRotation")
struct SecretRotationTests {
    private func template(
        alternating: Bool = false, network: Network.Reference = TestStack.network,
        _ change: (inout SecretRotation) -> Void = { _ in }
    ) throws -> Template {
        var rotation = SecretRotation()
        change(&rotation)
        return try TestStack.template { scope in
            let database = scope.add("Database", PostgresDatabase(instanceClass: .t4gMicro), in: network)
            var login = LoginSecret(username: "reader", description: "A login")
            if alternating { login.superuser = database.secret.arn }
            let secret = database.attach(scope.add("Login", login), in: scope.child("Login"))
            scope.add(
                "Rotation", rotation,
                in: .init(
                    secret: secret, database: database, network: network,
                    superuser: alternating ? database.secret : nil))
        }
    }

    @Test("A secret is rotated every 30 days by a function of AWS, which the template's transform adds")
    func defaults() throws {
        let template = try template()
        #expect(template.transforms == [SecretRotation.transform])
        #expect(template.json.contains(#""Transform": "AWS::SecretsManager-2024-09-16""#))
        #expect(template.capabilities == ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"])
        #expect(
            template.mismatch(
                "RotationSchedule", type: "AWS::SecretsManager::RotationSchedule",
                with: [
                    // `Ref` of the attachment, so that the secret has the database's address first.
                    "SecretId": ["Ref": "LoginAttachment"], "RotateImmediatelyOnUpdate": false,
                    "RotationRules": ["AutomaticallyAfterDays": 30],
                    "HostedRotationLambda": [
                        "RotationType": "PostgreSQLSingleUser", "VpcSubnetIds": "subnet-00000003,subnet-00000004",
                        "VpcSecurityGroupIds": ["Fn::GetAtt": ["RotationSecurityGroup", "GroupId"]],
                        "ExcludeCharacters": .string(LoginSecret.unsafeCharacters),
                    ],
                ]) == nil)
        #expect(template.count(of: "AWS::Lambda::Function") == 0)
    }

    @Test("Two users alternate under a superuser, whose secret the login's secret names")
    func alternatingUsers() throws {
        let template = try template(alternating: true)
        let master: TemplateExpression = ["Fn::GetAtt": ["DatabaseInstance", "MasterUserSecret.SecretArn"]]
        #expect(
            template.mismatch(
                "RotationSchedule",
                with: [
                    "HostedRotationLambda": ["RotationType": "PostgreSQLMultiUser", "SuperuserSecretArn": master]
                ]) == nil)
        #expect(
            template.property("Login", "GenerateSecretString/SecretStringTemplate") == [
                "Fn::Sub": .string(
                    #"{"username":"reader","masterarn":"${DatabaseInstance.MasterUserSecret.SecretArn}","ssl":true}"#)
            ])
    }

    @Test("Interval, first rotation and excluded characters are the description's")
    func properties() throws {
        let template = try template {
            $0.days = 7
            $0.immediately = true
            $0.excludedCharacters = "/@"
        }
        #expect(
            template.mismatch(
                "RotationSchedule",
                with: [
                    "RotateImmediatelyOnUpdate": true, "RotationRules": ["AutomaticallyAfterDays": 7],
                    "HostedRotationLambda": ["ExcludeCharacters": "/@"],
                ]) == nil)
    }

    @Test("The function reaches the database and AWS, and the schedule waits for its rules")
    func connections() throws {
        let template = try template()
        #expect(template.property("RotationToDatabaseEgress", "ToPort") == 5432)
        #expect(template.property("RotationToAnywhereOn443", "ToPort") == 443)
        #expect(
            Set(template.resource("RotationSchedule")?.options.dependsOn.map(\.name) ?? []) == [
                "RotationToDatabaseEgress", "RotationToDatabaseIngress", "RotationToAnywhereOn443",
            ])
    }

    @Test("An interval that Secrets Manager refuses is reported")
    func rules() {
        var rotation = SecretRotation()
        rotation.days = 0
        #expect(rotation.faults.map(\.description) == ["days is 0; expected a whole number from 1 to 1000"])
        var database = PostgresDatabase(instanceClass: .t4gMicro)
        database.masterPassword = .generated
        database.rotation = rotation
        #expect(database.faults.map(\.property) == ["rotation"])
    }

    @Test("A stack without a transform has no such section, and two uses of one transform give one entry")
    func transforms() throws {
        let plain = try TestStack.template { $0.add("Topic", AWS.SNS.Topic()) }
        #expect(!plain.json.contains("Transform") && plain.capabilities.isEmpty)
        let twice = try TestStack.template { scope in
            scope.add("Topic", AWS.SNS.Topic())
            for _ in 0..<2 { scope.require(transform: SecretRotation.transform) }
            scope.require(transform: "AWS::LanguageExtensions")
        }
        #expect(twice.transforms == ["AWS::LanguageExtensions", SecretRotation.transform])
        #expect(
            twice.expression["Transform"] == [.string("AWS::LanguageExtensions"), .string(SecretRotation.transform)])
        let problems = TestStack.problems { scope in
            scope.add("Topic", AWS.SNS.Topic())
            scope.require(transform: "SecretsManager")
        }
        #expect(problems.count == 1 && problems[0].contains("\"SecretsManager\" is no transform of AWS"))
    }

    @Test("The capabilities name what a template makes")
    func capabilities() throws {
        let role = try TestStack.template { $0.add("Role", Role(service: .lambda, description: "Runs")) }
        #expect(role.capabilities == ["CAPABILITY_IAM"])
        let named = try TestStack.template { scope in
            scope.add("Role", AWS.IAM.Role(assumeRolePolicyDocument: [:], roleName: "deploy"))
        }
        #expect(named.capabilities == ["CAPABILITY_NAMED_IAM"])
    }
}
