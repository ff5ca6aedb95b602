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
}
