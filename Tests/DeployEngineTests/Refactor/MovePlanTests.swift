import AWSOperations
import DeployEngine
import Foundation
import Testing

@Suite
struct MovePlanTests {
    private func move(_ from: String, _ to: String, _ stack: String = "a", to other: String? = nil) -> ResourceMove {
        ResourceMove(
            from: ResourceLocation(stack: stack, logicalID: from),
            to: ResourceLocation(stack: other ?? stack, logicalID: to))
    }

    private func template(_ resources: String, outputs: String = "{}") -> String {
        #"{"Resources":\#(resources),"Outputs":\#(outputs)}"#
    }

    private func same(_ a: String?, _ b: String) throws -> Bool {
        let decode: (String) throws -> NSDictionary? = { text in
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
        }
        return try decode(try #require(a)) == decode(b)
    }

    @Test("A renamed database is moved with all references to it, and nothing else changes")
    func rename() throws {
        let live = template(
            #"""
            {"Old":{"Type":"AWS::RDS::DBInstance","Properties":{"Port":"5432","Size":20,"Ratio":0.5,"Multi":true}},
             "App":{"Type":"AWS::ECS::Service","DependsOn":"Old","Properties":{
               "A":{"Ref":"Old"},"B":{"Fn::GetAtt":["Old","Endpoint.Port"]},"C":{"Fn::GetAtt":"Old.Arn"},
               "D":{"Fn::Sub":"x ${Old} ${Old.Arn} ${!Old} ${Older} ${Other}"},
               "E":{"Fn::Sub":["${Old}",{"Old":{"Ref":"Old"}}]},"F":"Old","G":[{"Ref":"Older"}]}},
             "Older":{"Type":"AWS::SNS::Topic","DependsOn":["Old","App"]}}
            """#, outputs: #"{"Out":{"Value":{"Ref":"Old"}}}"#)
        let planned = template(#"{"New":{"Type":"AWS::RDS::DBInstance"}}"#)
        let plan = MovePlan([move("Old", "New")], live: ["a": live], planned: ["a": planned])
        #expect(plan.refusals.isEmpty)
        let expected = template(
            #"""
            {"New":{"Type":"AWS::RDS::DBInstance","Properties":{"Port":"5432","Size":20,"Ratio":0.5,"Multi":true}},
             "App":{"Type":"AWS::ECS::Service","DependsOn":"New","Properties":{
               "A":{"Ref":"New"},"B":{"Fn::GetAtt":["New","Endpoint.Port"]},"C":{"Fn::GetAtt":"New.Arn"},
               "D":{"Fn::Sub":"x ${New} ${New.Arn} ${!Old} ${Older} ${Other}"},
               "E":{"Fn::Sub":["${Old}",{"Old":{"Ref":"New"}}]},"F":"Old","G":[{"Ref":"Older"}]}},
             "Older":{"Type":"AWS::SNS::Topic","DependsOn":["New","App"]}}
            """#, outputs: #"{"Out":{"Value":{"Ref":"New"}}}"#)
        #expect(plan.stacks.map(\.stack) == ["a"])
        #expect(try same(plan.stacks.first?.template, expected))
        #expect(plan.mappings.map(\.destination.logicalID) == ["New"])
    }

    @Test("Resources that move together to another stack keep their references to each other")
    func together() throws {
        let live = [
            "a": template(
                #"{"DB":{"Type":"AWS::RDS::DBInstance","Properties":{"G":{"Ref":"Group"}}},"Group":{"Type":"AWS::RDS::DBSubnetGroup"},"Rest":{"Type":"AWS::SNS::Topic"}}"#
            ),
            "b": template(#"{"Other":{"Type":"AWS::SNS::Topic"}}"#),
        ]
        let planned = [
            "a": template(#"{"Rest":{"Type":"AWS::SNS::Topic"}}"#),
            "b": template(
                #"{"Database":{"Type":"AWS::RDS::DBInstance"},"Subnets":{"Type":"AWS::RDS::DBSubnetGroup"}}"#),
        ]
        let plan = MovePlan(
            [move("DB", "Database", to: "b"), move("Group", "Subnets", to: "b")], live: live, planned: planned)
        #expect(plan.refusals.isEmpty)
        let (first, second) = (try #require(plan.stacks.first), try #require(plan.stacks.last))
        #expect(try same(first.template, template(#"{"Rest":{"Type":"AWS::SNS::Topic"}}"#)))
        #expect(
            try same(
                second.template,
                template(
                    #"{"Database":{"Type":"AWS::RDS::DBInstance","Properties":{"G":{"Ref":"Subnets"}}},"Subnets":{"Type":"AWS::RDS::DBSubnetGroup"},"Other":{"Type":"AWS::SNS::Topic"}}"#
                )))
    }

    @Test("Two resources can exchange their names")
    func exchange() throws {
        let live = template(
            #"{"A":{"Type":"AWS::SNS::Topic","Properties":{"N":1}},"B":{"Type":"AWS::SNS::Topic","Properties":{"N":{"Ref":"A"}}}}"#
        )
        let plan = MovePlan([move("A", "B"), move("B", "A")], live: ["a": live], planned: ["a": live])
        #expect(plan.refusals.isEmpty)
        let expected = template(
            #"{"B":{"Type":"AWS::SNS::Topic","Properties":{"N":1}},"A":{"Type":"AWS::SNS::Topic","Properties":{"N":{"Ref":"B"}}}}"#
        )
        #expect(try same(plan.stacks.first?.template, expected))
    }

    @Test("An entry that is carried out already may stay in the file")
    func done() {
        let new = template(#"{"New":{"Type":"AWS::SNS::Topic"}}"#)
        let plan = MovePlan([move("Old", "New")], live: ["a": new], planned: ["a": new])
        #expect(plan.isEmpty && plan.done.count == 1 && plan.stacks.isEmpty)
    }

    static let topic = #"{"Type":"AWS::SNS::Topic"}"#
    static let refusals: [(live: String, planned: String, move: (String, String), part: String)] = [
        ("{}", #"{"New":\#(topic)}"#, ("Old", "New"), "is not in the deployed stack"),
        (#"{"Old":\#(topic),"New":\#(topic)}"#, #"{"New":\#(topic)}"#, ("Old", "New"), "exists in a already"),
        (#"{"Old":\#(topic)}"#, "{}", ("Old", "New"), "would delete it"),
        (#"{"Old":\#(topic)}"#, #"{"New":{"Type":"AWS::SQS::Queue"}}"#, ("Old", "New"), "an AWS::SQS::Queue there"),
        (#"{"Old":\#(topic)}"#, #"{"Old":\#(topic),"New":\#(topic)}"#, ("Old", "New"), "create a second one"),
    ]

    @Test("A move that would delete, replace or duplicate a resource is refused", arguments: refusals)
    func refused(live: String, planned: String, move: (String, String), part: String) {
        let plan = MovePlan(
            [self.move(move.0, move.1)], live: ["a": template(live)], planned: ["a": template(planned)])
        #expect(plan.refusals.contains { $0.contains(part) }, "\(plan.refusals)")
        #expect(plan.moves.isEmpty && plan.stacks.isEmpty)
    }

    @Test("A resource that others refer to cannot leave its stack alone")
    func references() {
        let live = [
            "a": template(
                #"{"DB":{"Type":"AWS::RDS::DBInstance","Properties":{"G":{"Ref":"Group"}}},"Group":{"Type":"AWS::EC2::SecurityGroup"},"App":{"Type":"AWS::ECS::Service","DependsOn":"DB"}}"#,
                outputs: #"{"O":{"Value":{"Fn::GetAtt":["DB","Arn"]}}}"#), "b": template("{}"),
        ]
        let planned = ["a": template("{}"), "b": template(#"{"DB":{"Type":"AWS::RDS::DBInstance"}}"#)]
        let plan = MovePlan([move("DB", "DB", to: "b")], live: live, planned: planned)
        #expect(plan.refusals.contains { $0.contains("refers to Group") })
        #expect(plan.refusals.contains { $0.contains("App, Outputs of a refer to it") })
        #expect(plan.stacks.isEmpty)
    }

    @Test("A template that is not JSON is refused")
    func notJSON() {
        #expect(!MovePlan([move("A", "B")], live: ["a": "Resources:"], planned: [:]).refusals.isEmpty)
    }

    @Test("An import adds the adopted resources to the live template and nothing else")
    func adopt() throws {
        let live = template(#"{"Topic":\#(Self.topic)}"#)
        let planned = template(
            #"{"Topic":{"Type":"AWS::SNS::Topic","Properties":{"X":1}},"Data":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain"}}"#
        )
        let plan = AdoptPlan(
            [AdoptedResource(stack: "a", logicalID: "Data", identifiers: ["": "my-bucket"])], live: live,
            planned: planned)
        #expect(plan.refusals.isEmpty)
        #expect(
            plan.resources == [
                ResourceToImport(type: "AWS::S3::Bucket", logicalID: "Data", identifier: ["BucketName": "my-bucket"])
            ])
        #expect(
            try same(
                plan.template,
                template(#"{"Topic":\#(Self.topic),"Data":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain"}}"#)))
        let again = AdoptPlan(
            [AdoptedResource(stack: "a", logicalID: "Data", identifiers: ["": "my-bucket"])], live: plan.template,
            planned: planned)
        #expect(again.template == nil && again.done == ["Data"])
    }

    static let adoptions: [(planned: String, part: String)] = [
        ("{}", "has no such resource"), (#"{"Data":{"Type":"AWS::S3::Bucket"}}"#, "DeletionPolicy"),
        (#"{"Data":{"Type":"AWS::X::Y","DeletionPolicy":"Retain"}}"#, "name the identifier of an AWS::X::Y"),
        (
            #"{"Data":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain","Properties":{"K":{"Ref":"Key"}}},"Key":{"Type":"AWS::KMS::Key"}}"#,
            "refers to Key"
        ),
    ]

    @Test("An import that CloudFormation would refuse is refused before", arguments: adoptions)
    func adoptRefused(planned: String, part: String) {
        let plan = AdoptPlan(
            [AdoptedResource(stack: "a", logicalID: "Data", identifiers: ["": "x"])], live: nil,
            planned: template(planned))
        #expect(plan.refusals.contains { $0.contains(part) }, "\(plan.refusals)")
        #expect(plan.template == nil && plan.resources.isEmpty)
    }
}
