import AWSClient
import AWSOperations
import Foundation
import HTTPTypes
import Testing

@Suite("Reading and writing of operations")
struct CodingTests {
    private static func response(_ body: String) -> WireResponse {
        WireResponse(head: HTTPResponse(status: .ok), body: Array(body.utf8))
    }

    @Test("A stack has its outputs, parameters and tags as dictionaries")
    func stack() throws {
        let stacks = try StackOperations.DescribeStacks.output(
            of: Self.response(
                """
                <DescribeStacksResponse><DescribeStacksResult><Stacks><member>
                <StackId>arn:stack/a/1</StackId><StackName>a</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>
                <CreationTime>2026-11-26T10:00:00.250Z</CreationTime>
                <Outputs><member><OutputKey>URL</OutputKey><OutputValue>https://a</OutputValue></member>
                <member><OutputKey>Empty</OutputKey><OutputValue/></member></Outputs>
                <Parameters><member><ParameterKey>Size</ParameterKey><ParameterValue>2</ParameterValue></member></Parameters>
                <Tags><member><Key>k</Key><Value>v</Value></member></Tags>
                <LastOperations><member><OperationType>UPDATE_STACK</OperationType><OperationId>op-1</OperationId></member></LastOperations>
                <EnableTerminationProtection>true</EnableTerminationProtection>
                </member></Stacks></DescribeStacksResult></DescribeStacksResponse>
                """))
        #expect(
            stacks.stacks == [
                StackDescription(
                    id: "arn:stack/a/1", name: "a", status: .updateComplete, parameters: ["Size": "2"],
                    outputs: ["URL": "https://a", "Empty": ""], tags: ["k": "v"],
                    lastOperations: [StackOperationEntry(type: "UPDATE_STACK", id: "op-1")], isProtected: true,
                    creationTime: Date(timeIntervalSince1970: 1_795_687_200.25))
            ])
        #expect(stacks.nextToken == nil)
    }

    @Test("Missing members and unknown values do not fail")
    func liberal() throws {
        let stack = try StackOperations.DescribeStacks.output(
            of: Self.response(
                """
                <DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackId>i</StackId><StackName>a</StackName>
                <StackStatus>PAUSED_IN_SPACE</StackStatus><RoleARN/><CreationTime/><New><member>1</member></New></member></Stacks>
                </DescribeStacksResult></DescribeStacksResponse>
                """)
        ).stacks.first
        #expect(stack?.status == .unknown("PAUSED_IN_SPACE"))
        #expect(stack?.status.rawValue == "PAUSED_IN_SPACE")
        #expect(stack?.roleARN == nil)
        #expect(stack?.creationTime == nil)
        #expect(stack?.isProtected == false)
        #expect(try StackOperations.DescribeStacks.output(of: Self.response("")).stacks == [])
        let service = try ContainerOperations.DescribeServices.output(
            of: Self.response(
                #"{"services": [{"serviceArn": "arn", "serviceName": "s", "status": "ACTIVE", "events": null}], "new": [{}]}"#
            )
        ).services.first
        #expect(service == ServiceDescription(arn: "arn", name: "s", status: "ACTIVE"))
    }

    @Test("A required member that is missing is an error with its name")
    func missing() {
        let text =
            "<R><DescribeStacksResult><Stacks><member><StackName>a</StackName></member></Stacks></DescribeStacksResult></R>"
        #expect(throws: DecodingError.self) { try StackOperations.DescribeStacks.output(of: Self.response(text)) }
    }

    @Test("Changes are unwrapped")
    func changes() throws {
        let set = try StackOperations.DescribeChangeSet.output(
            of: Self.response(
                """
                <R><DescribeChangeSetResult><ChangeSetId>c</ChangeSetId><ChangeSetName>n</ChangeSetName><StackId>i</StackId>
                <StackName>a</StackName><Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus>
                <Changes><member><Type>Resource</Type><ResourceChange><Action>Modify</Action>
                <LogicalResourceId>Service</LogicalResourceId><ResourceType>AWS::ECS::Service</ResourceType>
                <Replacement>Conditional</Replacement><Scope><member>Properties</member></Scope>
                <Details><member><Target><Name>TaskDefinition</Name></Target><Evaluation>Dynamic</Evaluation></member></Details>
                </ResourceChange></member></Changes><NextToken>t</NextToken></DescribeChangeSetResult></R>
                """))
        #expect(
            set.changes == [
                ResourceChangeDescription(
                    action: .modify, logicalID: "Service", type: "AWS::ECS::Service", replacement: .conditional,
                    scope: ["Properties"],
                    details: [
                        .init(target: .init(name: "TaskDefinition"), evaluation: "Dynamic")
                    ])
            ])
        #expect(StackOperations.DescribeChangeSet.nextToken(in: set) == "t")
    }

    @Test(
        "Forms have the names of their lists",
        arguments: [
            (
                Form(
                    StackOperations.CreateChangeSet(
                        stack: "a", name: "c", kind: .create,
                        parameters: [
                            StackParameter(name: "P", value: "1"), StackParameter(name: "Q", usesPreviousValue: true),
                        ], capabilities: ["CAPABILITY_NAMED_IAM"], tags: ["k": "v", "a": "b"])),
                "Action=CreateChangeSet&Version=2010-05-15&StackName=a&ChangeSetName=c&ChangeSetType=CREATE&Parameters.member.1.ParameterKey=P&Parameters.member.1.ParameterValue=1&Parameters.member.2.ParameterKey=Q&Parameters.member.2.UsePreviousValue=true&Capabilities.member.1=CAPABILITY_NAMED_IAM&Tags.member.1.Key=a&Tags.member.1.Value=b&Tags.member.2.Key=k&Tags.member.2.Value=v"
            ),
            (
                Form(StackOperations.DescribeEvents(changeSet: "c", filters: EventFilter(onlyFailed: true))),
                "Action=DescribeEvents&Version=2010-05-15&ChangeSetName=c&Filters.FailedEvents=true"
            ),
            (
                Form(
                    StackOperations.CreateChangeSet(
                        stack: "a", name: "c", kind: .update, parameters: [], capabilities: [])),
                "Action=CreateChangeSet&Version=2010-05-15&StackName=a&ChangeSetName=c&ChangeSetType=UPDATE"
            ),
            (
                Form(
                    NetworkOperations.DescribeSubnets(
                        ids: ["subnet-1", "subnet-2"], filters: [NetworkFilter(name: "vpc-id", values: ["vpc-1"])])),
                "Action=DescribeSubnets&Version=2016-11-15&SubnetId.1=subnet-1&SubnetId.2=subnet-2&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1"
            ),
            (
                Form(
                    TargetOperations.DescribeTargetHealth(
                        group: "g", targets: [TargetIdentifier(id: "10.0.0.1", port: 80)])),
                "Action=DescribeTargetHealth&Version=2015-12-01&TargetGroupArn=g&Targets.member.1.Id=10.0.0.1&Targets.member.1.Port=80"
            ),
        ])
    func forms(_ form: Form, expected: String) throws {
        #expect(String(decoding: try form.operation.request().body, as: UTF8.self) == expected)
    }

    /// An operation as a test's argument.
    struct Form: Sendable, CustomTestStringConvertible {
        let operation: any AWSOperation
        var testDescription: String { "\(type(of: operation))" }
        init(_ operation: any AWSOperation) { self.operation = operation }
    }

    @Test("JSON has the target of the operation and omits what is nil")
    func json() throws {
        let request = try ContainerOperations.UpdateService(cluster: "c", service: "s", desiredCount: 0).request()
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"cluster":"c","desiredCount":0,"service":"s"}"#)
        #expect(
            request.fields.first { $0.name.rawName == "X-Amz-Target" }?.value
                == "AmazonEC2ContainerServiceV20141113.UpdateService")
    }

    @Test("Evidence survives being written and read")
    func evidence() throws {
        let event: StackEvent = try SampleDecoder.value()
        let task: TaskDescription = try SampleDecoder.value()
        let deployment: ServiceDeployment = try SampleDecoder.value()
        let set: ChangeSetDescription = try SampleDecoder.value()
        let target: TargetHealth = try SampleDecoder.value()
        #expect(try Self.copy(event) == event)
        #expect(try Self.copy(task) == task)
        #expect(try Self.copy(deployment) == deployment)
        #expect(try Self.copy(set) == set)
        #expect(try Self.copy(target) == target)
        #expect(try Self.copy(StackStatus.unknown("X")) == .unknown("X"))
    }

    private static func copy<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: try JSONEncoder().encode(value))
    }

    @Test("A session's token and a download's signature are not described")
    func redaction() throws {
        let output = try ImageOperations.GetDownloadURLForLayer.output(
            of: Self.response(#"{"downloadUrl": "https://h/?X-Amz-Signature=abc", "layerDigest": "sha256:1"}"#))
        #expect(!"\(output)".contains("abc"))
        #expect(output.url.revealed.hasSuffix("abc"))
    }
}
