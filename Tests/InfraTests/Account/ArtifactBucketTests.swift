import Infra
import InfraTesting
import Testing

@Suite("ArtifactBucket")
struct ArtifactBucketTests {
    private func template(_ change: (inout ArtifactBucket) -> Void = { _ in }) throws -> Template {
        var bucket = ArtifactBucket()
        change(&bucket)
        return try TestStack.template { $0.add("Artifacts", bucket) }
    }

    private static let publicAccessBlock: TemplateExpression = [
        "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true,
    ]

    @Test("A bucket is versioned, encrypted, private, logged and kept by default")
    func defaults() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "Artifacts", type: "AWS::S3::Bucket",
                with: [
                    "BucketEncryption": [
                        "ServerSideEncryptionConfiguration": [
                            [
                                "BucketKeyEnabled": true,
                                "ServerSideEncryptionByDefault": ["SSEAlgorithm": "aws:kms"],
                            ]
                        ]
                    ],
                    "LifecycleConfiguration": [
                        "Rules": [
                            [
                                "Status": "Enabled", "NoncurrentVersionExpiration": ["NoncurrentDays": 90],
                                "ExpiredObjectDeleteMarker": true,
                                "AbortIncompleteMultipartUpload": ["DaysAfterInitiation": 7],
                            ]
                        ]
                    ],
                    "LoggingConfiguration": ["DestinationBucketName": ["Ref": "ArtifactsAccessLogs"]],
                    "OwnershipControls": ["Rules": [["ObjectOwnership": "BucketOwnerEnforced"]]],
                    "PublicAccessBlockConfiguration": ArtifactBucketTests.publicAccessBlock,
                    "VersioningConfiguration": ["Status": "Enabled"],
                ]) == nil)
        // An object in use must never expire, and the bucket's name is CloudFormation's.
        #expect(template.property("Artifacts", "LifecycleConfiguration/Rules/0/ExpirationInDays") == nil)
        #expect(template.property("Artifacts", "BucketName") == nil)
        for id in ["Artifacts", "ArtifactsPolicy", "ArtifactsAccessLogs", "ArtifactsAccessLogsPolicy"] {
            #expect(template.resource(id)?.options.deletionPolicy == .retain, "\(id)")
            #expect(template.resource(id)?.options.updateReplacePolicy == .retain, "\(id)")
        }
    }

    @Test("Both buckets refuse requests without TLS 1.2, from every principal", arguments: ["", "AccessLogs"])
    func transport(of part: String) throws {
        let template = try template()
        let statements = Template.statements(
            of: template.resource("Artifacts\(part)Policy")?.properties["PolicyDocument"])
        let denials = statements.filter { $0.effect == "Deny" }
        #expect(denials.map(\.actions) == [["s3:*"], ["s3:*"]])
        #expect(denials.allSatisfy { $0.principal == ["AWS": "*"] && $0.resources.count == 2 })
        let policy = "Artifacts\(part)Policy"
        #expect(
            template.property(policy, "PolicyDocument/Statement/0/Condition") == [
                "Bool": ["aws:SecureTransport": "false"]
            ])
        #expect(
            template.property(policy, "PolicyDocument/Statement/1/Condition") == [
                "NumericLessThan": ["s3:TlsVersion": "1.2"]
            ])
        #expect(statements.filter { $0.effect == "Allow" }.count == (part.isEmpty ? 0 : 1))
    }

    @Test("The bucket of access logs is private, encrypted with S3's key, and its objects expire")
    func accessLogs() throws {
        let template = try template { $0.accessLogDays = 30 }
        #expect(
            template.mismatch(
                "ArtifactsAccessLogs", type: "AWS::S3::Bucket",
                with: [
                    "BucketEncryption": [
                        "ServerSideEncryptionConfiguration": [
                            ["ServerSideEncryptionByDefault": ["SSEAlgorithm": "AES256"]]
                        ]
                    ],
                    "LifecycleConfiguration": ["Rules": [["ExpirationInDays": 30]]],
                    "VersioningConfiguration": ["Status": "Enabled"],
                    "PublicAccessBlockConfiguration": ArtifactBucketTests.publicAccessBlock,
                ]) == nil)
        #expect(
            template.mismatch(
                "ArtifactsAccessLogsPolicy",
                with: [
                    "PolicyDocument": [
                        "Statement": [
                            ["Effect": "Deny"], ["Effect": "Deny"],
                            [
                                "Effect": "Allow", "Action": "s3:PutObject",
                                "Principal": ["Service": "logging.s3.amazonaws.com"],
                                "Condition": ["StringEquals": ["aws:SourceAccount": ["Ref": "AWS::AccountId"]]],
                            ],
                        ]
                    ]
                ]) == nil)
    }

    @Test("Each property of a bucket changes its resources")
    func properties() throws {
        let template = try template {
            $0.accessLogDays = nil
            $0.oldVersionDays = 7
            $0.removal = .delete
            $0.encryption = .key("arn:aws:kms:eu-central-1:123456789012:key/1")
        }
        #expect(template.count(of: "AWS::S3::Bucket") == 1)
        #expect(template.property("Artifacts", "LoggingConfiguration") == nil)
        let rule = "LifecycleConfiguration/Rules/0/NoncurrentVersionExpiration/NoncurrentDays"
        #expect(template.property("Artifacts", rule) == 7)
        #expect(template.resource("Artifacts")?.options.deletionPolicy == .delete)
        let encryption = "BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault"
        #expect(
            template.property("Artifacts", encryption) == [
                "KMSMasterKeyID": "arn:aws:kms:eu-central-1:123456789012:key/1", "SSEAlgorithm": "aws:kms",
            ])
    }

    @Test("Values that S3 refuses are reported with the bucket's path")
    func rules() {
        var bucket = ArtifactBucket()
        bucket.oldVersionDays = 0
        bucket.accessLogDays = 4000
        bucket.removal = .snapshot
        let problems = TestStack.problems { $0.add("Artifacts", bucket) }
        #expect(
            problems.first == "test/Artifacts: oldVersionDays is 0; expected a whole number from 1 to 3650 (days)")
        #expect(problems.filter { $0.hasPrefix("test/Artifacts: ") }.count == 3, "\(problems)")
    }

    @Test("Each grant allows its actions below its prefix alone")
    func grants() throws {
        let template = try TestStack.template { scope in
            var bucket = ArtifactBucket()
            bucket.encryption = .key("arn:key")
            let artifacts = scope.add("Artifacts", bucket)
            let role = scope.add("Role", Role(service: .lambda, description: "Deploys"))
            artifacts.grantRead("releases/", to: role)
            artifacts.grantWrite("releases/", to: role)
            artifacts.grantDelete("lock/", to: role)
        }
        func objects(_ prefix: String) -> TemplateExpression { ["Fn::Sub": .string("${Artifacts.Arn}/\(prefix)*")] }
        #expect(
            template.statements(ofRole: "Role").map { ["\($0.actions)", "\($0.resources.map(\.compactJSON))"] }
                == [
                    (["s3:ListBucket"], ["Fn::GetAtt": ["Artifacts", "Arn"]]), (["s3:GetObject"], objects("releases/")),
                    (["kms:Decrypt"], "arn:key"), (["s3:PutObject"], objects("releases/")),
                    (["kms:Decrypt", "kms:GenerateDataKey"], "arn:key"), (["s3:DeleteObject"], objects("lock/")),
                ].map { (actions: [String], resource: TemplateExpression) in
                    ["\(actions)", "\([resource.compactJSON])"]
                })
        #expect(
            template.property("Role", "Policies/0/PolicyDocument/Statement/0/Condition") == [
                "StringLike": ["s3:prefix": "releases/*"]
            ])
    }

    @Test("A bucket's name and ARN reach another stack")
    func sharing() throws {
        let app = App()
        let owner = Stack(app, "owner", description: "Owns").scope
        let user = Stack(app, "user", description: "Uses").scope
        let shared = owner.share("Artifacts", owner.add("Artifacts", ArtifactBucket()))
        user.use(shared).grantWrite(to: user.add("Role", Role(service: .lambda, description: "Writes")))
        let template = try app.synthesize()[1].template
        #expect(
            template.statements(ofRole: "Role").map(\.resources) == [[["Fn::Sub": "${ArtifactsArn}/*"]]])
        #expect(template.parameters.map(\.name) == ["ArtifactsArn"])
    }
}
