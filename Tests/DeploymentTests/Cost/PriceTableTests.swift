import Deployment
import Testing

@Suite("PriceTable")
struct PriceTableTests {
    @Test("Every price names a source that AWS publishes, and a date", arguments: PriceTable.regions)
    func sources(region: String) {
        let prices = PriceTable(region: region).all
        #expect(prices.count > 20)
        for price in prices {
            #expect(price.source.hasPrefix("offer ") || price.source.hasPrefix("page \""), "\(price)")
            #expect(price.date.wholeMatch(of: /20\d\d-\d\d-\d\d/) != nil, "\(price)")
            #expect(price.dollars >= 0 && !price.unit.isEmpty, "\(price)")
            // An offer file of another region would be another region's price.
            if price.source.hasPrefix("offer "), let other = PriceTable.regions.first(where: { $0 != region }) {
                #expect(!price.source.contains(other), "\(price)")
            }
        }
    }

    @Test("No key has two prices", arguments: PriceTable.regions)
    func keys(region: String) {
        let keys = PriceTable(region: region).all.map(\.key)
        #expect(Set(keys).count == keys.count)
    }

    @Test("A region without prices of its own has only those of every region")
    func otherRegions() {
        let table = PriceTable(region: "ap-southeast-2")
        #expect(table["nat.hour"] == nil)
        #expect(table["kms.key"]?.dollars == 1)
        for price in table.all {
            #expect(!price.source.contains("eu-central-1") && !price.source.contains("us-east-1"))
        }
    }

    @Test(
        "Prices of the published offer files are as transcribed",
        arguments: [
            ("eu-central-1", "nat.hour", 0.052), ("eu-central-1", "alb.hour", 0.027),
            ("eu-central-1", "rds.postgres.db.t4g.medium.multi", 0.149), ("us-east-1", "nat.hour", 0.045),
            ("us-east-1", "alb.hour", 0.0225), ("us-east-1", "fargate.vcpu.x86_64", 0.04048),
        ])
    func transcribed(region: String, key: String, dollars: Double) {
        #expect(PriceTable(region: region)[key]?.dollars == dollars)
    }
}
