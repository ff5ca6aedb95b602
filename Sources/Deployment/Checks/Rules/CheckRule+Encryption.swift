import Infra

extension CheckRule {
    /// Rules about encryption at rest.
    static let encryption: [CheckRule] = [
        CheckRule(
            "WEIR-ENC-001", .error, "Stored data is encrypted",
            why:
                "Snapshots, replicas and discarded disks of unencrypted storage can be read without the database's login.",
            fix: "Switch encryption on before the first deployment: a later change replaces the resource.",
            types: [
                "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::EFS::FileSystem", "AWS::EC2::Volume",
                "AWS::ElastiCache::ReplicationGroup", "AWS::Redshift::Cluster",
            ], checkov: ["CKV_AWS_16", "CKV_AWS_96", "CKV_AWS_42", "CKV_AWS_3", "CKV_AWS_29"]
        ) { subject in
            // An instance of a cluster is stored in its cluster; a restored or replicated one has its source's encryption.
            if subject.type == "AWS::RDS::DBInstance", subject["DBClusterIdentifier"].isSet { return [] }
            for source in [
                "DBSnapshotIdentifier", "SnapshotIdentifier", "SourceDBInstanceIdentifier", "SourceDBClusterIdentifier",
            ] where subject[source].isSet {
                return [subject[source].unknown("\(source) decides the encryption; look at the source")]
            }
            let property =
                switch subject.type {
                case "AWS::ElastiCache::ReplicationGroup": "AtRestEncryptionEnabled"
                case "AWS::EFS::FileSystem", "AWS::EC2::Volume", "AWS::Redshift::Cluster": "Encrypted"
                default: "StorageEncrypted"
                }
            return [subject[property].expect("true") { $0?.literalFlag == true }]
        },
        CheckRule(
            "WEIR-ENC-002", .warning, "A key rotates",
            why: "A key that never changes protects everything that was ever written with it.",
            fix: "Set EnableKeyRotation to true; old data stays readable.",
            types: ["AWS::KMS::Key"], checkov: ["CKV_AWS_7"]
        ) { subject in
            // KMS rotates symmetric keys with material of its own only ("Rotate AWS KMS keys").
            guard subject["KeySpec"].text ?? "SYMMETRIC_DEFAULT" == "SYMMETRIC_DEFAULT",
                subject["Origin"].text ?? "AWS_KMS" == "AWS_KMS"
            else { return [] }
            return [subject["EnableKeyRotation"].expect("true") { $0?.literalFlag == true }]
        },
    ]
}
