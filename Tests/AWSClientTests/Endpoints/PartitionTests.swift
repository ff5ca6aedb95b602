import AWSClient
import Foundation
import Testing

@Suite
struct PartitionTests {
    @Test(
        "The prefix of a region determines its partition, even of a new region",
        arguments: [
            ("eu-west-1", "aws"), ("mx-central-1", "aws"), ("eu-nowhere-9", "aws"), ("cn-nowhere-9", "aws-cn"),
            ("us-gov-nowhere-9", "aws-us-gov"), ("us-iso-nowhere-9", "aws-iso"), ("us-isob-nowhere-9", "aws-iso-b"),
            ("eu-isoe-nowhere-9", "aws-iso-e"), ("us-isof-nowhere-9", "aws-iso-f"), ("eusc-de-nowhere-9", "aws-eusc"),
            ("aws-cn-global", "aws-cn"), ("mars-1", "aws"),
        ])
    func ofRegion(region: String, id: String) {
        #expect(Partition.of(region: region).id == id)
    }

    private struct Document: Decodable {
        struct Entry: Decodable {
            struct Outputs: Decodable {
                let dnsSuffix: String
                let dualStackDnsSuffix: String
                let implicitGlobalRegion: String
            }
            struct Region: Decodable {}
            let id: String
            let regions: [String: Region]
            let outputs: Outputs
        }
        let partitions: [Entry]
    }

    @Test(
        "Partitions have the published names and regions",
        .enabled(if: TestVectors.arePresent, TestVectors.comment))
    func published() throws {
        let document = try JSONDecoder().decode(
            Document.self, from: TestVectors.data("endpoints/partitions.json"))
        #expect(Set(document.partitions.map(\.id)) == Set(Partition.all.map(\.id)))
        for entry in document.partitions {
            let partition = try #require(Partition.all.first { $0.id == entry.id })
            #expect(partition.suffix == entry.outputs.dnsSuffix)
            #expect(partition.dualStackSuffix == entry.outputs.dualStackDnsSuffix)
            #expect(partition.globalRegion == entry.outputs.implicitGlobalRegion)
            #expect(!entry.regions.isEmpty)
            for region in entry.regions.keys { #expect(Partition.of(region: region).id == entry.id, "\(region)") }
        }
    }
}
