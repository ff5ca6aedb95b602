extension EnvironmentReference {
    /// The purposes of the blocks, by path.
    static let purposes = [
        "network": "The VPC, its subnets and their ways out.",
        "database": "The PostgreSQL database of RDS, and the server's login.",
        "service": "The server's tasks and the load balancer in front of them.",
        "service.scaling":
            "A number of tasks that follows the load, in place of `service.count`. Without the block the tier decides.",
        "service.strategy":
            "The way from one version of the server to the next: the type as a word, or a block with the type and its details.",
        "firewall": "AWS WAF in front of the load balancer: a block, or `off`.",
        "cdn": "CloudFront in front of the load balancer; without the block there is none.",
        "cache": "A cache in front of the database; without the block there is none.",
        "bootstrap": "The account's part of an environment, which deploys before the others.",
        "github": "The repository whose workflows may deploy; without the block none may.",
        "audit": "The record of calls in the account.",
        "budget": "The month's budget and its alerts.",
        "observe": "Alarms, their recipients and the dashboard.",
        "observe.thresholds": "The limits of the alarms.",
        "observe.slack": "The channel of Slack that alarms notify.",
        "observe.tracing": "The collector of traces beside each task; without the block there is none.",
        "identity": "A user pool of Cognito for people; without the block there is none.",
        "suppress":
            "Findings of `infra-cli validate` that are accepted until a day ([Checks](Checks.md)): a list of blocks.",
        "moved":
            "Resources that a deployment moves to another logical id or stack instead of replacing them: a list of blocks. An entry that is done has no effect.",
        "adopt":
            "Existing resources that a deployment takes into a stack instead of creating them: a list of blocks. An entry that is done has no effect.",
    ]

    /// Files that have every block whose keys are read only if the block exists.
    static let probes = [
        "", "suppress: [{}]", "moved: [{}]", "adopt: [{}]",
        "service: {image: weir:1.0.0, scaling: {}, strategy: {type: canary, pause: [post-test-traffic-shift]}}",
        "firewall: {}", "cdn: {}",
        "cache: {type: cache.t4g.micro}", "database: {engine: aurora}",
        "observe: {slack: {}, tracing: {image: weir:1.0.0}}",
        "budget: {}",
        "audit: {}", "github: {}",
    ]
}
