extension PriceTable {
    /// The prices of eu-central-1, Europe (Frankfurt).
    static let frankfurt = [
        Price(
            "fargate.vcpu.x86_64", 0.04656, per: "vCPU-hour", offer("AmazonECS", "EUC1-Fargate-vCPU-Hours:perCPU"),
            on: "2026-09-24"),
        Price(
            "fargate.gb.x86_64", 0.00511, per: "GB-hour", offer("AmazonECS", "EUC1-Fargate-GB-Hours"), on: "2026-09-24"),
        Price(
            "fargate.vcpu.arm64", 0.03725, per: "vCPU-hour", offer("AmazonECS", "EUC1-Fargate-ARM-vCPU-Hours:perCPU"),
            on: "2026-09-11"),
        Price(
            "fargate.gb.arm64", 0.00409, per: "GB-hour", offer("AmazonECS", "EUC1-Fargate-ARM-GB-Hours"),
            on: "2026-09-11"),
        Price("alb.hour", 0.027, per: "hour", offer("AWSELB", "EUC1-LoadBalancerUsage"), on: "2026-09-24"),
        Price("alb.lcu", 0.008, per: "LCU-hour", offer("AWSELB", "EUC1-LCUUsage"), on: "2026-09-24"),
        Price(
            "ipv4.hour", 0.005, per: "address-hour", offer("AmazonVPC", "EUC1-PublicIPv4:InUseAddress"),
            on: "2026-09-17"),
        Price(
            "endpoint.hour", 0.012, per: "endpoint-hour", offer("AmazonVPC", "EUC1-VpcEndpoint-Hours"), on: "2026-09-22"
        ),
        Price("endpoint.gb", 0.01, per: "GB", offer("AmazonVPC", "EUC1-VpcEndpoint-Bytes"), on: "2026-09-22"),
        Price("nat.hour", 0.052, per: "hour", offer("AmazonEC2", "EUC1-NatGateway-Hours"), on: "2026-09-11"),
        Price("nat.gb", 0.052, per: "GB", offer("AmazonEC2", "EUC1-NatGateway-Bytes"), on: "2026-09-11"),
        Price(
            "rds.postgres.db.t4g.micro.single", 0.019, per: "hour",
            offer("AmazonRDS", "EUC1-InstanceUsage:db.t4g.micro"), on: "2026-09-11"),
        Price(
            "rds.postgres.db.t4g.micro.multi", 0.037, per: "hour",
            offer("AmazonRDS", "EUC1-Multi-AZUsage:db.t4g.micro"), on: "2026-08-31"),
        Price(
            "rds.postgres.db.t4g.small.single", 0.037, per: "hour",
            offer("AmazonRDS", "EUC1-InstanceUsage:db.t4g.small"), on: "2026-09-11"),
        Price(
            "rds.postgres.db.t4g.small.multi", 0.074, per: "hour",
            offer("AmazonRDS", "EUC1-Multi-AZUsage:db.t4g.small"), on: "2026-09-11"),
        Price(
            "rds.postgres.db.t4g.medium.multi", 0.149, per: "hour",
            offer("AmazonRDS", "EUC1-Multi-AZUsage:db.t4g.medium"), on: "2026-09-11"),
        Price(
            "rds.postgres.db.m7g.large.multi", 0.401, per: "hour",
            offer("AmazonRDS", "EUC1-Multi-AZUsage:db.m7g.large"), on: "2026-09-11"),
        Price("rds.gp3.single", 0.137, per: "GB-month", offer("AmazonRDS", "EUC1-RDS:GP3-Storage"), on: "2026-09-11"),
        Price(
            "rds.gp3.multi", 0.274, per: "GB-month", offer("AmazonRDS", "EUC1-RDS:Multi-AZ-GP3-Storage"),
            on: "2026-08-31"),
        Price(
            "rds.backup.gb", 0.103, per: "GB-month", offer("AmazonRDS", "EUC1-RDS:ChargedBackupUsage"), on: "2026-09-11"
        ),
        Price("rds.credits", 0.075, per: "vCPU-hour", offer("AmazonRDS", "EUC1-CPUCredits:db.t4g"), on: "2026-09-11"),
        Price(
            "aurora.acu", 0.14, per: "ACU-hour", offer("AmazonRDS", "EUC1-Aurora:ServerlessV2Usage"), on: "2026-09-11"),
        Price(
            "aurora.storage.gb", 0.119, per: "GB-month", offer("AmazonRDS", "EUC1-Aurora:StorageUsage"),
            on: "2026-09-11"),
        Price(
            "aurora.io", 0.22, per: "million I/Os", offer("AmazonRDS", "EUC1-Aurora:StorageIOUsage"), on: "2026-09-11"),
        Price(
            "cache.valkey.cache.t4g.micro", 0.0144, per: "node-hour",
            offer("AmazonElastiCache", "EUC1-NodeUsage:cache.t4g.micro"), on: "2026-09-11"),
        Price(
            "secret.month", 0.40, per: "secret-month", offer("AWSSecretsManager", "EUC1-AWSSecretsManager-Secrets"),
            on: "2026-09-11"),
        Price(
            "secret.calls", 0.05, per: "10,000 calls", offer("AWSSecretsManager", "EUC1-AWSSecretsManagerAPIRequest"),
            on: "2026-09-11"),
        Price(
            "cloudwatch.alarm", 0.10, per: "alarm-month", offer("AmazonCloudWatch", "EUC1-CW:AlarmMonitorUsage"),
            on: "2026-09-11"),
        Price(
            "cloudwatch.metric", 0.30, per: "metric-month", offer("AmazonCloudWatch", "EUC1-CW:MetricMonitorUsage"),
            on: "2026-09-11"),
        Price(
            "logs.ingested", 0.63, per: "GB", offer("AmazonCloudWatch", "EUC1-DataProcessing-Bytes"), on: "2026-09-11"),
        Price(
            "logs.stored", 0.0324, per: "GB-month", offer("AmazonCloudWatch", "EUC1-TimedStorage-ByteHrs"),
            on: "2026-09-11"),
        Price("ecr.stored", 0.10, per: "GB-month", offer("AmazonECR", "EUC1-TimedStorage-ByteHrs"), on: "2026-09-11"),
        Price("s3.stored", 0.0245, per: "GB-month", offer("AmazonS3", "EUC1-TimedStorage-ByteHrs"), on: "2026-09-11"),
        Price(
            "sns.published", 0.50, per: "million messages", offer("AmazonSNS", "EUC1-Requests-Tier1"), on: "2026-09-11"),
        Price(
            "transfer.out", 0.09, per: "GB", offer("AWSDataTransfer", "EUC1-DataTransfer-Out-Bytes"), on: "2026-09-16"),
        Price(
            "cognito.users", 0.015, per: "active user", "page \"Amazon Cognito Pricing\", Essentials", on: "2026-09-11"),
    ]

    private static func offer(_ code: String, _ usage: String) -> String { "offer \(code) eu-central-1, \(usage)" }
}
