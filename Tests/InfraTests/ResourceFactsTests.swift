import Infra
import Testing

@Suite("ResourceFacts")
struct ResourceFactsTests {
    @Test("The facts of a type name its create-only, read-only and tag properties")
    func facts() throws {
        let vpc = AWS.EC2.VPC.facts
        #expect(vpc.createOnly.contains("CidrBlock"))
        #expect(vpc.conditionalCreateOnly == ["InstanceTenancy"])
        #expect(vpc.readOnly.contains("VpcId"))
        #expect(vpc.tagging == .list("Tags"))
        let database = try #require(ResourceFacts.known["AWS::RDS::DBInstance"])
        #expect(database.createOnly.contains("StorageEncrypted"))
        #expect(database.conditionalCreateOnly.contains("Engine"))
        #expect(database.writeOnly.contains("MasterUserPassword"))
        #expect(AWS.SSM.Parameter.facts.tagging == .map("Tags"))
        #expect(AWS.EC2.Route.facts.tagging == nil)
        #expect(AWS.Route53.HostedZone.facts.tagging == .list("HostedZoneTags"))
    }

    @Test("Every generated type has facts under its name")
    func known() {
        #expect(ResourceFacts.known.count >= 60)
        for (name, facts) in ResourceFacts.known { #expect(facts.type == name) }
        #expect(Resource(type: "AWS::EC2::VPC").facts == AWS.EC2.VPC.facts)
        #expect(Resource(type: "AWS::No::Such").facts == nil)
    }

    @Test("The facts of a type name its transformed properties, unordered lists and order of replacement")
    func replacement() throws {
        #expect(AWS.RDS.DBInstance.facts.transformed.contains("DBInstanceIdentifier"))
        #expect(AWS.ECS.Service.facts.unordered.contains("NetworkConfiguration/AwsvpcConfiguration/Subnets"))
        #expect(AWS.EC2.VPC.facts.replacementOrder == .createThenDelete)
        #expect(AWS.EC2.SubnetRouteTableAssociation.facts.isUpdatable == false)
        #expect(AWS.EC2.VPC.facts.isUpdatable)
        #expect(ResourceFacts.known.values.contains { $0.replacementOrder == .deleteThenCreate })
    }

    @Test("The permissions of a type are those of its handlers, without the listing")
    func permissions() throws {
        #expect(
            HandlerPermissions.actions(of: "AWS::SQS::Queue", for: [.create]) == [
                "sqs:CreateQueue", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags", "sqs:TagQueue",
            ])
        #expect(HandlerPermissions.actions(of: "AWS::ECS::Service")?.contains("ecs:StopServiceDeployment") == true)
        #expect(HandlerPermissions.actions(of: "AWS::No::Such") == nil)
        for type in ResourceFacts.known.keys {
            #expect(HandlerPermissions.actions(of: type)?.isEmpty == false, "\(type)")
        }
    }
}
