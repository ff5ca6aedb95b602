import Deployment
import Infra
import Testing

@Suite("TemplateDocument")
struct TemplateDocumentTests {
    @Test("JSON and YAML of one template have no difference")
    func notations() throws {
        let yaml = """
            # A template with short forms.
            AWSTemplateFormatVersion: 2010-09-09
            Description: A test
            Parameters:
              Name: {Type: String}
            Conditions:
              IsLarge: !And [!Equals [!Ref Name, large], !Condition Other]
              Other: !Not [!Equals [!Ref AWS::Region, eu-west-1]]
            Resources:
              Queue:
                Type: AWS::SQS::Queue
                Condition: IsLarge
                Properties:
                  DelaySeconds: 5
                  FifoQueue: yes
                  QueueName: !Sub "${Name}-${AWS::Region}"
              Policy:
                Type: AWS::SQS::QueuePolicy
                DependsOn: Queue
                Properties:
                  Queues: [!GetAtt Queue.QueueUrl]
                  PolicyDocument:
                    Version: 2012-10-17
                    Statement:
                      - Effect: Allow
                        Principal: "*"
                        Action: sqs:SendMessage
                        Resource: !Join [":", [arn, !Ref AWS::Partition, x]]
            """
        let json = #"""
            {"AWSTemplateFormatVersion": "2010-09-09", "Description": "A test",
             "Parameters": {"Name": {"Type": "String"}},
             "Conditions": {
               "IsLarge": {"Fn::And": [{"Fn::Equals": [{"Ref": "Name"}, "large"]}, {"Condition": "Other"}]},
               "Other": {"Fn::Not": [{"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}]}},
             "Resources": {
               "Queue": {"Type": "AWS::SQS::Queue", "Condition": "IsLarge", "Properties": {
                 "DelaySeconds": "5", "FifoQueue": true,
                 "QueueName": {"Fn::Join": ["-", [{"Ref": "Name"}, {"Ref": "AWS::Region"}]]}}},
               "Policy": {"Type": "AWS::SQS::QueuePolicy", "DependsOn": ["Queue"], "Properties": {
                 "Queues": [{"Fn::GetAtt": ["Queue", "QueueUrl"]}],
                 "PolicyDocument": {"Version": "2012-10-17", "Statement": {
                   "Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["sqs:SendMessage"],
                   "Resource": {"Fn::Sub": "arn:${AWS::Partition}:x"}}}}}}}
            """#
        let (left, right) = (try TemplateDocument(text: yaml), try TemplateDocument(text: json))
        #expect(left == right)
        #expect(StackDiff("a", from: left, to: right).isEmpty)
    }

    @Test(
        "Scalars of YAML keep their text where a number would lose it",
        arguments: [
            ("012345678901", "012345678901"), ("1.10", "1.10"), ("2012-10-17", "2012-10-17"), ("0x1f", "0x1f"),
            ("1e3", "1e3"), ("on", "true"), ("\"on\"", "on"), ("1_000", "1_000"), ("-5", "-5"), ("0.5", "0.5"),
        ])
    func scalars(text: String, expected: String) throws {
        let document = try TemplateDocument(
            text: "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties:\n      X: \(text)\n")
        #expect(document.resources["A"]?.literal("X") == expected)
    }

    @Test(
        "A text that is no template is refused with its place and the reason",
        arguments: [
            ("{\"Resources\": {\"A\": 1,}}", "1:23: this is not JSON: expected a member's name"),
            ("{\"Resources\": {\"A\": null}}", "null, which CloudFormation refuses"),
            ("{\"Resources\": {}, \"Resources\": {}}", "1:19: this is not JSON: the member \"Resources\" is repeated"),
            ("{\"Resources\": {}} x", "text after the value"),
            ("{\"Resources\": \"\\ud800\"}", "half of a surrogate pair"),
            ("{\"Resources\": 01}", "without leading zeros"), ("{\"A\": 1}", "it has no Resources"),
            ("Resources: {A: {Properties: {}}}", "the resource A has no Type"), ("Resources: []", "is not an object"),
            ("Resources:\n  A: !Reff B\n", "2:6: !Reff is no function"), ("Resources:\n  A:\n", "an empty value"),
            ("Resources: {A: {Type: B}, A: {Type: C}}", "repeated"), ("", "empty"), ("Resources: [", "not YAML"),
        ])
    func faults(text: String, words: String) {
        let error = #expect(throws: TemplateReadingError.self) { try TemplateDocument(text: text) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("Deep nesting is refused without exhausting the stack", arguments: ["[", "{\"a\":"])
    func depth(open: String) {
        let text = "{\"Resources\": " + String(repeating: open, count: 100_000)
        #expect(throws: TemplateReadingError.self) { try TemplateDocument(text: text) }
        #expect(throws: TemplateReadingError.self) { try TemplateDocument(text: "R: " + text) }
    }

    @Test("Escapes of JSON are read, surrogate pairs included")
    func escapes() throws {
        let value = try JSONReader.parse(#""\u0041\ud83d\ude00\n\/\"""#)
        #expect(value == .string("A😀\n/\""))
    }

    @Test("What synthesis writes is read back as the same template")
    func roundTrip() throws {
        let app = App(tags: ["Team": "data"])
        let scope = Stack(app, "test", description: "A test").scope
        _ = scope.add("Network", Network())
        let template = try #require(try app.synthesize().first).template
        #expect(try TemplateDocument(text: template.json) == (try TemplateDocument(template)))
    }
}
