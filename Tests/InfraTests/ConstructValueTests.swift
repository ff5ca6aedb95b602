import Infra
import Testing

@Suite("IPv4Block")
struct IPv4BlockTests {
    @Test(
        "A block is read without the bits beyond its prefix",
        arguments: [
            ("10.0.0.0/16", "10.0.0.0/16"), ("10.0.5.7/16", "10.0.0.0/16"), ("0.0.0.0/0", "0.0.0.0/0"),
            ("255.255.255.255/32", "255.255.255.255/32"), ("1.2.3.4/0", "0.0.0.0/0"),
        ])
    func reads(text: String, description: String) {
        #expect(IPv4Block(text)?.description == description)
    }

    @Test(
        "A text that is not a block is refused",
        arguments: [
            "", "10.0.0.0", "10.0.0/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.256/8", "010.0.0.0/8", "10.0.0.0/08",
            "a.b.c.d/8", "10.0.0.0/8/8", " 10.0.0.0/8", "10.0.0.0/+8", "10..0.0/8", "１０.0.0.0/8",
        ])
    func refuses(text: String) {
        #expect(IPv4Block(text) == nil)
    }

    @Test("The subnets of a network lie inside it and do not overlap", arguments: 16...22)
    func subnets(prefix: Int) throws {
        let block = try #require(IPv4Block("10.64.0.0/\(prefix)"))
        var seen: [IPv4Block] = []
        for tier in Network.Tier.allCases {
            for zone in Network.Zones.Letter.allCases {
                let subnet = try #require(Network.subnetBlock(of: block, tier, zone: zone))
                #expect(subnet.prefix == prefix + 4)
                #expect(block.contains(subnet))
                #expect(!seen.contains { $0.contains(subnet) || subnet.contains($0) })
                seen.append(subnet)
            }
        }
    }

    @Test("A missing sub-block is nil")
    func noPart() throws {
        let block = try #require(IPv4Block("10.0.0.0/30"))
        #expect(block.subdivided(by: 3, index: 0) == nil)
        #expect(block.subdivided(by: 2, index: 4) == nil)
        #expect(block.subdivided(by: 2, index: -1) == nil)
        #expect(block.subdivided(by: -1, index: 0) == nil)
        #expect(IPv4Block("0.0.0.0/0")?.subdivided(by: 32, index: 4_294_967_295)?.description == "255.255.255.255/32")
        #expect(IPv4Block("0.0.0.0/0")?.subdivided(by: 0, index: 0)?.description == "0.0.0.0/0")
    }
}

@Suite("ContainerImage")
struct ContainerImageTests {
    private static let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)

    @Test(
        "An image reference without a host resolves to the account's own registry at deployment",
        arguments: [
            (
                "weir:1.2.0",
                #"{"Fn::Sub":"${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/weir:1.2.0"}"#
            ),
            (
                "team/weir@\(digest)",
                #"{"Fn::Sub":"${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/team/weir@"# + digest + #""}"#
            ),
            ("ghcr.io/weir/api:v1", #""ghcr.io/weir/api:v1""#),
            ("localhost:5000/weir:1", #""localhost:5000/weir:1""#),
            ("ghcr.io/weir:tag@\(digest)", "\"ghcr.io/weir@\(digest)\""),
        ])
    func reads(text: String, json: String) throws {
        #expect(try ContainerImage(text).reference.expression.compactJSON == json)
    }

    @Test(
        "A moving tag and an invalid reference are refused",
        arguments: [
            "weir", "weir:latest", "ghcr.io/weir", "", ":1", "weir:", "weir:-1", "Weir:1", "weir//x:1", "/weir:1",
            "weir@sha256:12", "weir@md5:1", "weir:1 ", "ghcr.io/weir:latest", "weir:a b", "ghcr.io:x/", "@", "a/:1",
        ])
    func refuses(text: String) {
        #expect(throws: ContainerImage.ReferenceError.self) { try ContainerImage(text) }
    }

    @Test("ECR of another account and region is recognized by its host")
    func otherAccount() throws {
        let image = try ContainerImage("123456789012.dkr.ecr.us-east-1.amazonaws.com/weir:1")
        #expect(
            image.registry
                == .ecr(
                    account: "123456789012", region: "us-east-1", host: "123456789012.dkr.ecr.us-east-1.amazonaws.com"))
    }
}

@Suite("FargateSize")
struct FargateSizeTests {
    @Test(
        "A size exists exactly if Fargate offers it",
        arguments: [
            (256, 512, true), (256, 2048, true), (256, 3072, false), (512, 512, false), (1024, 8192, true),
            (4096, 30720, true), (8192, 20480, true), (8192, 17408, false), (16384, 122_880, true), (0, 0, false),
            (300, 512, false), (-256, 512, false),
        ])
    func sizes(cpu: Int, memory: Int, isOffered: Bool) {
        #expect((FargateSize(cpu: cpu, memory: memory) != nil) == isOffered)
    }
}
