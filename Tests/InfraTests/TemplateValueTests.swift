import Infra
import Testing

@Suite("Value")
struct ValueTests {
    struct Rendering: Sendable, CustomTestStringConvertible {
        let name: String
        let expression: TemplateExpression
        let json: String
        var testDescription: String { name }

        init(_ name: String, _ value: TemplateValue<String>, _ json: String) {
            self.init(name, raw: value.expression, json)
        }

        init(_ name: String, raw expression: TemplateExpression, _ json: String) {
            self.name = name
            self.expression = expression
            self.json = json
        }
    }

    private static let vpc = TemplateReference(.resource, stack: "test", name: "Vpc")
    private static let ref = TemplateValue<String>(.ref(vpc))
    private static let attribute = TemplateValue<String>(.attribute(vpc, "CidrBlock"))
    private static let mapping = Stack(App(), "test", description: "A test").scope.mapping("M", [:])
    private static let condition = Stack(App(), "test", description: "A test").scope.condition(
        "Big", .equal(AWS.region, "x"))

    static let renderings: [Rendering] = [
        .init("text", "plain", #""plain""#),
        .init("text with a dollar sign that is not a substitution", "cost ${X}", #""cost ${X}""#),
        .init("interpolation of known pieces stays text", "a\("b")c\(1)", #""abc1""#),
        .init("reference", ref, #"{"Ref":"Vpc"}"#),
        .init("attribute", attribute, #"{"Fn::GetAtt":["Vpc","CidrBlock"]}"#),
        .init("pseudo parameter", AWS.region, #"{"Ref":"AWS::Region"}"#),
        .init(
            "substitution", "arn:\(AWS.partition):s3:::\(ref)/*", #"{"Fn::Sub":"arn:${AWS::Partition}:s3:::${Vpc}/*"}"#),
        .init("substitution of an attribute", "x \(attribute)", #"{"Fn::Sub":"x ${Vpc.CidrBlock}"}"#),
        .init("literal braces in a substitution are escaped", "${A} \(ref)", #"{"Fn::Sub":"${!A} ${Vpc}"}"#),
        .init("nested substitutions melt", "1 \("2 \(ref)" as TemplateValue<String>)", #"{"Fn::Sub":"1 2 ${Vpc}"}"#),
        .init(
            "a function inside a substitution becomes a variable", "v \(TemplateValue<String>.imported("other:Id"))",
            #"{"Fn::Sub":["v ${Value1}",{"Value1":{"Fn::ImportValue":"other:Id"}}]}"#),
        .init("join of known texts is text", TemplateValue<[String]>(["a", "b"]).joined(by: ","), #""a,b""#),
        .init("join", TemplateValue<[String]>([ref, "b"]).joined(by: ","), #"{"Fn::Join":[",",[{"Ref":"Vpc"},"b"]]}"#),
        .init("join of nothing", TemplateValue<[String]>([]).joined(by: ","), #""""#),
        .init("select from a literal list", (["a", "b"] as TemplateValue<[String]>)[1], #""b""#),
        .init(
            "select past a literal list is left to CloudFormation", (["a"] as TemplateValue<[String]>)[3],
            #"{"Fn::Select":[3,["a"]]}"#),
        .init(
            "select of zones", TemplateValue<[String]>.availabilityZones()[0], #"{"Fn::Select":[0,{"Fn::GetAZs":""}]}"#),
        .init(
            "split", raw: TemplateValue<[String]>.split(ref, by: ",").expression, #"{"Fn::Split":[",",{"Ref":"Vpc"}]}"#),
        .init("import", .imported("stack:Name"), #"{"Fn::ImportValue":"stack:Name"}"#),
        .init("if", .when(condition, "a", else: "b"), #"{"Fn::If":["Big","a","b"]}"#),
        .init("if without else", .when(condition, "a"), #"{"Fn::If":["Big","a",{"Ref":"AWS::NoValue"}]}"#),
        .init("base64", .base64("x"), #"{"Fn::Base64":"x"}"#),
        .init("map", .find(in: mapping, "a", AWS.region), #"{"Fn::FindInMap":["M","a",{"Ref":"AWS::Region"}]}"#),
        .init(
            "cidr", raw: TemplateValue<[String]>.cidrBlocks(of: "10.0.0.0/16", count: 4, hostBits: 8).expression,
            #"{"Fn::Cidr":["10.0.0.0/16",4,8]}"#),
        .init("integer", raw: (7 as TemplateValue<Int>).expression, "7"),
        .init("flag", raw: (true as TemplateValue<Bool>).expression, "true"),
        .init("number without a fraction", raw: (5.0 as TemplateValue<Double>).expression, "5"),
        .init("number", raw: (0.25 as TemplateValue<Double>).expression, "0.25"),
        .init("small number", raw: TemplateExpression.number(1e-7), "1e-07"),
        .init("negative number", raw: TemplateExpression.integer(-3), "-3"),
        .init("word", raw: TemplateValue<AWS.ECS.Service.LaunchType>.fargate.expression, #""FARGATE""#),
        .init("list of words", raw: TemplateValue.literal(["a", "b"]).expression, #"["a","b"]"#),
        .init("empty containers", raw: ["a": [], "b": [:]], #"{"a":[],"b":{}}"#),
    ]

    @Test("A value renders as CloudFormation's JSON", arguments: renderings)
    func renders(_ rendering: Rendering) {
        #expect(rendering.expression.compactJSON == rendering.json)
    }

    @Test(
        "Characters that JSON does not allow in a text are escaped",
        arguments: [
            ("\"", #""\"""#), ("\\", #""\\""#), ("\n\r\t", #""\n\r\t""#), ("\u{1}", #""\u0001""#),
            ("\u{1F}", #""\u001f""#), ("\u{7F}", "\"\u{7F}\""), ("é😀", "\"é😀\""), ("/", "\"/\""), ("", "\"\""),
        ])
    func escapes(text: String, json: String) {
        #expect(TemplateExpression.string(text).compactJSON == json)
    }

    @Test("JSON has two spaces per level, one member per line and a final line feed")
    func layout() {
        let tree: TemplateExpression = ["a": [1, ["b": true]], "c": []]
        #expect(
            tree.json == """
                {
                  "a": [
                    1,
                    {
                      "b": true
                    }
                  ],
                  "c": []
                }

                """)
    }
}
