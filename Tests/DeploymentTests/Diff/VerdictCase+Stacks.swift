import Deployment

extension VerdictCase {
    /// Texts that look like numbers and are none.
    private static let versions: [VerdictCase] = [
        ("0.31.1-a", "0.31.2-a"), ("8.0.5.5.4-b", "8.0.5.5.5-b"), ("1.1.1.1", "1.1.1.2"), ("1.2.3", "1.2.4"),
        ("2.2.2.2", "2.2.3.2"), ("3.3.3.3", "3.4.3.3"), ("2021-10-23T06:07:08.000Z", "2021-10-23T09:10:11.123Z"),
    ].map { old, new in
        edit(
            "The version \(old) becomes \(new)",
            "  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: '\(old)'}}\n",
            "  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: '\(new)'}}\n", ["A": .inPlace])
    }

    /// Edits of whole stacks.
    static let stacks: [VerdictCase] =
        [
            edit(
                "A created resource", "  A: {Type: AWS::SQS::Queue}\n",
                "  A: {Type: AWS::SQS::Queue}\n  B: {Type: AWS::S3::Bucket}\n",
                ["B": .add]),
            edit(
                "A deleted resource", "  A: {Type: AWS::SQS::Queue}\n  B: {Type: AWS::S3::Bucket}\n",
                "  A: {Type: AWS::SQS::Queue}\n",
                ["B": .delete]),
            edit(
                "A deleted resource that is retained",
                "  A: {Type: AWS::SQS::Queue}\n  B: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}\n",
                "  A: {Type: AWS::SQS::Queue}\n", ["B": .delete]),
            edit(
                "A resource's type changes", "  A: {Type: AWS::SQS::Queue}\n", "  A: {Type: AWS::S3::Bucket}\n",
                ["A": .replace],
                unlikeCDK: "the same verdict, and a finding: CloudFormation refuses to change a type under one id"),
            edit(
                "One more dependency", "  A: {Type: AWS::SQS::Queue, DependsOn: [B]}\n  B: {Type: AWS::S3::Bucket}\n",
                "  A: {Type: AWS::SQS::Queue, DependsOn: [B, C]}\n  B: {Type: AWS::S3::Bucket}\n", ["A": .templateOnly],
                unlikeCDK: "no service is called for a dependency; CDK says update"),
            edit(
                "A dependency as a word and as a list", "  A: {Type: AWS::SQS::Queue, DependsOn: B}\n",
                "  A: {Type: AWS::SQS::Queue, DependsOn: [B]}\n", [:]),
            edit(
                "Dependencies in another order", "  A: {Type: AWS::SQS::Queue, DependsOn: [B, C]}\n",
                "  A: {Type: AWS::SQS::Queue, DependsOn: [C, B]}\n", [:]),
            edit(
                "One dependency less",
                "  A: {Type: AWS::SQS::Queue, DependsOn: [B, C]}\n  B: {Type: AWS::SQS::Queue}\n  C: {Type: AWS::SQS::Queue}\n",
                "  A: {Type: AWS::SQS::Queue, DependsOn: [C]}\n  B: {Type: AWS::SQS::Queue}\n  C: {Type: AWS::SQS::Queue}\n",
                ["A": .templateOnly],
                unlikeCDK: "no service is called for a dependency; CDK says update"),
            edit(
                "A property changes beside equal dependencies",
                "  A: {Type: AWS::S3::Bucket, DependsOn: [B], Properties: {BucketName: one}}\n  B: {Type: AWS::SQS::Queue}\n",
                "  A: {Type: AWS::S3::Bucket, DependsOn: B, Properties: {BucketName: two}}\n  B: {Type: AWS::SQS::Queue}\n",
                ["A": .replace]),
            edit(
                "The elements of a function change places",
                "  A: {Type: AWS::S3::Bucket, Properties: {BucketName: !Select [0, [one, two]]}}\n",
                "  A: {Type: AWS::S3::Bucket, Properties: {BucketName: !Select [0, [two, one]]}}\n", ["A": .replace]),
            edit(
                "A policy becomes a bucket", "  A: {Type: AWS::IAM::Policy, Properties: {PolicyName: one}}\n",
                "  A: {Type: AWS::S3::Bucket, Properties: {BucketName: one}}\n", ["A": .replace],
                unlikeCDK: "the same verdict, and a finding: CloudFormation refuses to change a type under one id"),
        ] + versions + [
            edit(
                "Metadata alone", "  A: {Type: AWS::SQS::Queue, Metadata: {Path: a}}\n",
                "  A: {Type: AWS::SQS::Queue, Metadata: {Path: b}}\n", ["A": .templateOnly],
                unlikeCDK: "CDK counts metadata as an update unless a change set hides it"),
            edit(
                "Long and short notation of an attribute",
                "  A: {Type: AWS::SQS::Queue}\n  B: {Type: AWS::SNS::Topic, Properties: {DisplayName: {'Fn::GetAtt': [A, Arn]}}}\n",
                "  A: {Type: AWS::SQS::Queue}\n  B: {Type: AWS::SNS::Topic, Properties: {DisplayName: {'Fn::GetAtt': A.Arn}}}\n",
                [:]),
            edit(
                "Replacement through references",
                """
                  A: {Type: AWS::S3::Bucket, Properties: {BucketName: one}}
                  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref A}}
                  C: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt B.QueueName}}
                  D: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref C}}

                """,
                """
                  A: {Type: AWS::S3::Bucket, Properties: {BucketName: two}}
                  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref A}}
                  C: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt B.QueueName}}
                  D: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref C}}

                """, ["A": .replace, "B": .replace, "C": .replace, "D": .inPlace]),
            edit(
                "A possible replacement through references",
                """
                  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, InstanceTenancy: default}}
                  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24}}

                """,
                """
                  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, InstanceTenancy: dedicated}}
                  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24}}

                """, ["V": .mayReplace, "S": .mayReplace]),
            edit(
                "A part of a replaced resource's attribute in a create-only property",
                """
                  A: {Type: AWS::S3::Bucket, Properties: {BucketName: one}}
                  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !Select [0, !Split [':', !GetAtt A.Arn]]}}

                """,
                """
                  A: {Type: AWS::S3::Bucket, Properties: {BucketName: two}}
                  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !Select [0, !Split [':', !GetAtt A.Arn]]}}

                """, ["A": .replace, "B": .mayReplace],
                unlikeCDK: "a function of a changed value may give the same result; CDK says replace"),
            edit(
                "A changed value behind an attribute",
                """
                  A: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: one}}
                  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt A.Value}}
                  C: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}

                """,
                """
                  A: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: two}}
                  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt A.Value}}
                  C: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}

                """, ["A": .inPlace, "B": .replace],
                unlikeCDK: "CDK follows replaced resources only, not attributes that change in place"),
            edit(
                "A reference to another resource of one type",
                """
                  A: {Type: AWS::EC2::VPC}
                  B: {Type: AWS::EC2::VPC}
                  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A}}

                """,
                """
                  A: {Type: AWS::EC2::VPC}
                  B: {Type: AWS::EC2::VPC}
                  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref B}}

                """, ["S": .replace]),
            bucket(
                "The default of a parameter in a create-only property", named: "!Ref Name",
                "Parameters: {Name: {Type: String, Default: one}}", "Parameters: {Name: {Type: String, Default: two}}",
                unlikeCDK: "CDK does not follow parameters"),
            bucket(
                "A condition in a create-only property", named: "!If [C, one, two]", "Conditions: {C: !Equals [a, b]}",
                "Conditions: {C: !Equals [a, a]}", unlikeCDK: "CDK does not follow conditions"),
            bucket(
                "A mapping in a create-only property", named: "!FindInMap [M, a, b]", "Mappings: {M: {a: {b: one}}}",
                "Mappings: {M: {a: {b: two}}}", unlikeCDK: "CDK does not follow mappings"),
            edit(
                "Traffic weights under blue/green deployments",
                """
                  S: {Type: AWS::ECS::Service, Properties: {DeploymentConfiguration: {Strategy: BLUE_GREEN}}}
                  L:
                    Type: AWS::ElasticLoadBalancingV2::ListenerRule
                    Properties: {Actions: [{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: a, Weight: 100}]}}]}

                """,
                """
                  S: {Type: AWS::ECS::Service, Properties: {DeploymentConfiguration: {Strategy: BLUE_GREEN}}}
                  L:
                    Type: AWS::ElasticLoadBalancingV2::ListenerRule
                    Properties: {Actions: [{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: a, Weight: 0}]}}]}

                """, [:], unlikeCDK: "ECS moves the weights; listed as delegated"),
            edit(
                "A task count that autoscaling takes over",
                """
                  S: {Type: AWS::ECS::Service, Properties: {DesiredCount: 2}}

                """,
                """
                  S: {Type: AWS::ECS::Service}
                  T:
                    Type: AWS::ApplicationAutoScaling::ScalableTarget
                    Properties: {ResourceId: !Ref S, ScalableDimension: 'ecs:service:DesiredCount', MinCapacity: 1, MaxCapacity: 4}

                """, ["T": .add], unlikeCDK: "the running count stays; listed as delegated"),
        ]

    /// An edit of another section, which decides on the name of a bucket.
    private static func bucket(
        _ name: String, named expression: String, _ old: String, _ new: String, unlikeCDK difference: String
    ) -> VerdictCase {
        let resources = "Resources:\n  A: {Type: AWS::S3::Bucket, Properties: {BucketName: \(expression)}}\n"
        return VerdictCase(
            name: name, old: old + "\n" + resources, new: new + "\n" + resources, verdicts: ["A": .mayReplace],
            difference: difference)
    }
}
