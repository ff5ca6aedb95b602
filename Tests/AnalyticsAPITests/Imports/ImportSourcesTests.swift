import AnalyticsAPI
import Testing

@Suite("ImportSources")
struct ImportSourcesTests {
    @Test(
        "An object is allowed in a listed bucket and below a listed prefix alone",
        arguments: [
            ("s3://data", "s3://data/a", true), ("s3://data", "s3://data/a/b.csv", true),
            ("s3://data/", "s3://data/a", true), ("s3://data", "s3://data2/a", false),
            ("s3://data", "s3://dat/a", false), ("s3://data/in/", "s3://data/in/a", true),
            ("s3://data/in/", "s3://data/in/b/c", true), ("s3://data/in/", "s3://data/inner/a", false),
            ("s3://data/in/", "s3://data/a", false), ("s3://data/in/", "s3://data/IN/a", false),
            ("s3://one, s3://two/x/", "s3://two/x/a", true), ("s3://one,s3://two/x/", "s3://one/x", true),
            ("s3://one,s3://two/x/", "s3://two/y", false), ("s3://data/ü/", "s3://data/ü/a", true),
            // Equal for people, and other bytes for S3.
            ("s3://data/\u{E9}/", "s3://data/e\u{301}/a", false),
        ])
    func allows(list: String, url: String, expected: Bool) throws {
        let sources = try #require(ImportSources(list))
        let object = try #require(ObjectReference(url: url))
        #expect(sources.allows(object) == expected)
    }

    @Test(
        "A list in another form is refused",
        arguments: [
            "", "data", "s3://", "s3:///a/", "s3://d", "s3://data/in", "s3://data,", "S3://data", "https://data",
            "s3://Data", "s3://data/../", "s3://data/./x/", "s3://data//x", "s3://a..b", "s3://*", "s3://data/*",
        ])
    func refuses(list: String) {
        #expect(ImportSources(list) == nil)
    }

    @Test(
        "A reference that may mean another object after a proxy's normalization is refused",
        arguments: [
            "s3://data", "s3://data/", "s3://data/a/", "s3://data/../a", "s3://data/a/../b", "s3://data/./a",
            "s3://data/a\nb", "s3://da ta/a", "s3://data:80/a", "s3://user@data/a", "data/a", "http://data/a",
            "s3://data/" + String(repeating: "a", count: 1025),
        ])
    func references(url: String) {
        #expect(ObjectReference(url: url) == nil)
    }

    @Test("A region and a version have the characters of one")
    func parts() {
        #expect(ObjectReference(bucket: "data", key: "a", region: "eu-west-1", version: "3.L4kqt_x") != nil)
        for region in ["", "EU", "a.b", "a/b", "a@b", "eu-west-1.evil.example"] {
            #expect(ObjectReference(bucket: "data", key: "a", region: region) == nil, "\(region)")
        }
        for version in ["", "a b", "a\nb"] {
            #expect(ObjectReference(bucket: "data", key: "a", version: version) == nil)
        }
    }
}
