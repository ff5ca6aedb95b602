import Infra
import InfraTesting
import Testing

@Suite("Key")
struct KeyTests {
    @Test("A key is rotated every year, is kept when it is removed, and serves the account alone by default")
    func defaults() throws {
        let template = try TestStack.template { $0.add("Key", Key(description: "Data")) }
        #expect(
            template.mismatch(
                "Key", type: "AWS::KMS::Key",
                with: [
                    "Description": "Data", "EnableKeyRotation": true, "PendingWindowInDays": 30,
                    "RotationPeriodInDays": 365,
                ]) == nil)
        #expect(template.resource("Key")?.options.deletionPolicy == .retain)
        let statements = Template.statements(of: template.property("Key", "KeyPolicy"))
        #expect(statements.map(\.actions) == [["kms:*"]])
        #expect(statements[0].principal == ["AWS": ["Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"]])
    }

    @Test("Rotation, removal and waiting time are the description's")
    func properties() throws {
        var key = Key(description: "Data")
        key.rotationDays = nil
        key.removal = .delete
        key.pendingDays = 7
        let template = try TestStack.template { $0.add("Key", key) }
        #expect(template.property("Key", "EnableKeyRotation") == false)
        #expect(template.property("Key", "RotationPeriodInDays") == nil)
        #expect(template.property("Key", "PendingWindowInDays") == 7)
        #expect(template.resource("Key")?.options.updateReplacePolicy == .delete)
    }

    @Test("CloudWatch Logs may use a key for log groups of this account and region")
    func logs() throws {
        var key = Key(description: "Logs")
        key.services = [.logs]
        let template = try TestStack.template { $0.add("Key", key) }
        let statements = Template.statements(of: template.property("Key", "KeyPolicy"))
        #expect(statements.count == 2)
        #expect(statements[1].principal == ["Service": ["Fn::Sub": "logs.${AWS::Region}.${AWS::URLSuffix}"]])
        #expect(
            template.property("Key", "KeyPolicy/Statement/1/Condition") == [
                "ArnLike": [
                    "kms:EncryptionContext:aws:logs:arn": [
                        "Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*"
                    ]
                ]
            ])
    }

    @Test("A role may decrypt or encrypt under this key alone")
    func grants() throws {
        let template = try TestStack.template { scope in
            let key = scope.add("Key", Key(description: "Data"))
            let role = scope.add("Role", Role(service: .lambda, description: "Reads"))
            key.grantDecrypt(to: role)
            key.grantEncrypt(to: role)
        }
        let statements = template.statements(ofRole: "Role")
        #expect(statements.map(\.actions.count) == [1, 4])
        #expect(statements.allSatisfy { $0.resources == [["Fn::GetAtt": ["Key", "Arn"]]] })
    }

    @Test("Values that KMS refuses are reported")
    func rules() {
        var key = Key(description: String(repeating: "x", count: 8193))
        key.rotationDays = 30
        key.pendingDays = 31
        #expect(TestStack.problems { $0.add("Key", key) }.count == 3)
    }
}
