import Infra

extension CheckRule {
    /// Rules about keeping data.
    static let data: [CheckRule] = [
        CheckRule(
            "WEIR-DAT-001", .error, "Production's data refuses deletion",
            why: "A wrong stack name or an unread change set deletes a database that has no deletion protection.",
            fix: "Set the property; deletionProtection in an environment file.",
            tiers: [.production], types: Set(protections.keys), checkov: ["CKV_AWS_150", "CKV_AWS_293", "CKV_AWS_162"]
        ) { subject in
            switch subject.type {
            case "AWS::RDS::DBInstance" where subject["DBClusterIdentifier"].isSet: return []
            case "AWS::ElasticLoadBalancingV2::LoadBalancer":
                let attributes = subject["LoadBalancerAttributes"].elements
                guard let attribute = attributes.first(where: { $0["Key"].text == "deletion_protection.enabled" })
                else {
                    return [
                        subject["LoadBalancerAttributes"].failure("lacks deletion_protection.enabled; expected true")
                    ]
                }
                return [attribute["Value"].expect("true") { $0?.literalFlag == true }]
            default:
                let property = subject[protections[subject.type] ?? ""]
                return [
                    property.expect(subject.type == "AWS::Cognito::UserPool" ? "ACTIVE" : "true") {
                        $0 == "ACTIVE" || $0?.literalFlag == true
                    }
                ]
            }
        },
        CheckRule(
            "WEIR-DAT-002", .error, "A database has backups",
            why: "Without automated backups the last snapshot is all that is left after a wrong statement.",
            fix: "Set BackupRetentionPeriod to 7 days or more in production, 1 or more elsewhere; database.backupDays.",
            types: ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"], checkov: ["CKV_AWS_133"]
        ) { subject in
            if subject["DBClusterIdentifier"].isSet || subject["SourceDBInstanceIdentifier"].isSet { return [] }
            let least = subject.tier == .production ? 7 : 1
            return [
                subject["BackupRetentionPeriod"].expect("\(least) days at least") { literal in
                    // CloudFormation keeps backups for one day by default.
                    (literal.map { $0.literalNumber ?? 0 } ?? 1) >= least
                }
            ]
        },
        CheckRule(
            "WEIR-DAT-003", .error, "Data has a removal policy",
            why: "Without one CloudFormation deletes most types, and the former resource after every replacement.",
            fix: "Set DeletionPolicy and UpdateReplacePolicy; Delete where losing the data is intended.",
            types: stateful
        ) { subject in
            ["DeletionPolicy", "UpdateReplacePolicy"].map {
                subject.attribute($0).expectSet("Retain, Snapshot or Delete")
            }
        },
        CheckRule(
            "WEIR-DAT-004", .error, "Production's data outlives its stack",
            why: "Deleting the stack, or a property that replaces the resource, deletes the data at once.",
            fix: "Set DeletionPolicy and UpdateReplacePolicy to Retain or Snapshot.",
            tiers: [.production], types: stateful.subtracting(["AWS::Logs::LogGroup", "AWS::SecretsManager::Secret"])
        ) { subject in
            ["DeletionPolicy", "UpdateReplacePolicy"].compactMap { name in
                let policy = subject.attribute(name)
                return policy.isSet ? policy.expect("Retain or Snapshot") { $0 != "Delete" } : nil
            }
        },
        CheckRule(
            "WEIR-DAT-005", .warning, "Production's database stands in two zones",
            why: "One zone's outage takes the service with it until the database is restored by hand.",
            fix: "Set MultiAZ to true, or add a reader to a cluster; database.multiZone in an environment file.",
            tiers: [.production], types: ["AWS::RDS::DBInstance"], checkov: ["CKV_AWS_157"]
        ) { subject in
            if subject["DBClusterIdentifier"].isSet || subject["SourceDBInstanceIdentifier"].isSet { return [] }
            return [subject["MultiAZ"].expect("true") { $0?.literalFlag == true }]
        },
        CheckRule(
            "WEIR-DAT-006", .warning, "A bucket is private",
            why: "A single public object or policy is how most leaks of buckets began.",
            fix: "Set all four properties of PublicAccessBlockConfiguration to true.",
            types: ["AWS::S3::Bucket"], checkov: ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"]
        ) { subject in
            ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"].map { name in
                subject["PublicAccessBlockConfiguration/\(name)"].expect("true") { $0?.literalFlag == true }
            }
        },
    ]

    private static let protections = [
        "AWS::RDS::DBInstance": "DeletionProtection", "AWS::RDS::DBCluster": "DeletionProtection",
        "AWS::Cognito::UserPool": "DeletionProtection", "AWS::DynamoDB::Table": "DeletionProtectionEnabled",
        "AWS::ElasticLoadBalancingV2::LoadBalancer": "LoadBalancerAttributes",
    ]

    /// The types whose removal loses data that cannot be made again.
    static let stateful: Set<String> = [
        "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::S3::Bucket", "AWS::DynamoDB::Table",
        "AWS::EFS::FileSystem",
        "AWS::Cognito::UserPool", "AWS::KMS::Key", "AWS::SecretsManager::Secret", "AWS::ECR::Repository",
        "AWS::Logs::LogGroup",
    ]
}
