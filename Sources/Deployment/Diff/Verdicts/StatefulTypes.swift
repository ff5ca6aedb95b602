/// The types of resources with lasting content, which a replacement or deletion loses.
package enum StatefulTypes {
    /// The content of a type in a word; nil for a type without state.
    package static func content(of type: String) -> String? { contents[type] }

    private static let contents = [
        "AWS::Backup::BackupVault": "backups",
        "AWS::CertificateManager::Certificate": "certificate",
        "AWS::CloudTrail::Trail": "audit trail",
        "AWS::Cognito::UserPool": "users",
        "AWS::DynamoDB::GlobalTable": "table",
        "AWS::DynamoDB::Table": "table",
        "AWS::EC2::EIP": "public address",
        "AWS::EC2::Volume": "volume",
        "AWS::ECR::Repository": "images",
        "AWS::EFS::FileSystem": "files",
        "AWS::ElastiCache::CacheCluster": "cache",
        "AWS::ElastiCache::ReplicationGroup": "cache",
        "AWS::ElastiCache::ServerlessCache": "cache",
        "AWS::KMS::Key": "key",
        "AWS::Kinesis::Stream": "records",
        "AWS::Logs::LogGroup": "logs",
        "AWS::Neptune::DBCluster": "database",
        "AWS::OpenSearchService::Domain": "indexes",
        "AWS::RDS::DBCluster": "database",
        "AWS::RDS::DBInstance": "database",
        "AWS::RDS::GlobalCluster": "database",
        "AWS::Redshift::Cluster": "database",
        "AWS::Route53::HostedZone": "records",
        "AWS::S3::Bucket": "objects",
        "AWS::SQS::Queue": "messages",
        "AWS::SecretsManager::Secret": "secret",
    ]
}
