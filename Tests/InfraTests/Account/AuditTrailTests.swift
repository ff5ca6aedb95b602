import Infra
import InfraTesting
import Testing

@Suite("AuditTrail")
struct AuditTrailTests {
    private func template(_ change: (inout AuditTrail) -> Void = { _ in }) throws -> Template {
        var trail = AuditTrail()
        change(&trail)
        return try TestStack.template { $0.add("Audit", trail) }
    }

    @Test("A trail records every region with validated log files, encrypted with its own rotated key")
    func defaults() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "Audit", type: "AWS::CloudTrail::Trail",
                with: [
                    "EnableLogFileValidation": true, "IncludeGlobalServiceEvents": true, "IsLogging": true,
                    "IsMultiRegionTrail": true, "KMSKeyId": ["Fn::GetAtt": ["AuditKey", "Arn"]],
                    "S3BucketName": ["Ref": "AuditRecords"], "TrailName": ["Fn::Sub": "${AWS::StackName}-audit"],
                ]) == nil)
        #expect(template.property("AuditKey", "EnableKeyRotation") == true)
        #expect(template.property("AuditRecords", "LifecycleConfiguration/Rules/0/ExpirationInDays") == 365)
        #expect(template.property("AuditRecords", "VersioningConfiguration") == ["Status": "Enabled"])
        #expect(template.resource("Audit")?.options.dependsOn.map(\.name) == ["AuditRecordsPolicy"])
        for id in ["AuditKey", "AuditRecords", "AuditRecordsPolicy"] {
            #expect(template.resource(id)?.options.deletionPolicy == .retain, "\(id)")
        }
        #expect(template.count(of: "AWS::Config::ConfigurationRecorder") == 0)
        #expect(template.count(of: "AWS::Logs::LogGroup") == 0)
    }

    @Test("Key and bucket serve this trail alone")
    func permissions() throws {
        let template = try template()
        let trail: TemplateExpression = [
            "Fn::Sub":
                "arn:${AWS::Partition}:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/${AWS::StackName}-audit"
        ]
        #expect(
            template.property("AuditKey", "KeyPolicy/Statement/1/Condition") == [
                "StringEquals": ["aws:SourceArn": trail]
            ])
        let statements = Template.statements(of: template.resource("AuditRecordsPolicy")?.properties["PolicyDocument"])
        #expect(statements.map(\.effect) == ["Deny", "Deny", "Allow", "Allow"])
        #expect(
            template.property("AuditRecordsPolicy", "PolicyDocument/Statement/3/Condition") == [
                "StringEquals": ["aws:SourceArn": trail, "s3:x-amz-acl": "bucket-owner-full-control"]
            ])
        #expect(statements[3].resources == [["Fn::Sub": "${AuditRecords.Arn}/AWSLogs/${AWS::AccountId}/*"]])
    }

    @Test("Calls go to a log group if that is asked for")
    func logs() throws {
        let template = try template { $0.logs = .days(30) }
        #expect(template.property("AuditLogs", "RetentionInDays") == 30)
        #expect(template.property("AuditLogs", "KmsKeyId") == ["Fn::GetAtt": ["AuditKey", "Arn"]])
        #expect(template.property("AuditKey", "KeyPolicy/Statement/2/Sid") == "LogEncryption")
        #expect(template.property("Audit", "CloudWatchLogsLogGroupArn") == ["Fn::GetAtt": ["AuditLogs", "Arn"]])
        #expect(template.property("Audit", "CloudWatchLogsRoleArn") == ["Fn::GetAtt": ["AuditLogsRole", "Arn"]])
        #expect(
            template.statements(ofRole: "AuditLogsRole").map(\.actions) == [
                ["logs:CreateLogStream", "logs:PutLogEvents"]
            ])
    }

    @Test("AWS Config records every resource, and checks the rules after its recorder exists")
    func configuration() throws {
        let template = try template {
            $0.recordsConfiguration = true
            $0.configurationRules = ["RDS_STORAGE_ENCRYPTED", "ROOT_ACCOUNT_MFA_ENABLED"]
        }
        #expect(
            template.mismatch(
                "AuditRecorder", type: "AWS::Config::ConfigurationRecorder",
                with: [
                    "RecordingGroup": ["AllSupported": true, "IncludeGlobalResourceTypes": true],
                    "RoleARN": ["Fn::GetAtt": ["AuditConfigurationRole", "Arn"]],
                ]) == nil)
        #expect(template.property("AuditDelivery", "S3BucketName") == ["Ref": "AuditRecords"])
        let rules = template.resources(ofType: "AWS::Config::ConfigRule")
        #expect(rules.map(\.logicalID) == ["AuditRuleRdsStorageEncrypted", "AuditRuleRootAccountMfaEnabled"])
        #expect(rules.allSatisfy { $0.options.dependsOn.map(\.name) == ["AuditRecorder"] })
        let policy = Template.statements(of: template.resource("AuditRecordsPolicy")?.properties["PolicyDocument"])
        #expect(policy.filter { $0.principal == ["Service": "config.amazonaws.com"] }.count == 2)
    }

    @Test("Values that AWS refuses are reported with the trail's path")
    func rules() {
        var trail = AuditTrail()
        trail.retentionDays = 30
        trail.configurationRules = ["rds-storage-encrypted"]
        trail.removal = .snapshot
        let problems = TestStack.problems { $0.add("Audit", trail) }
        #expect(
            problems.map { $0.split(separator: " ")[1] } == ["retentionDays", "configurationRules", "removal"],
            "\(problems)")
    }
}
