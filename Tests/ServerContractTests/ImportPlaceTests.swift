import ServerContract
import Testing

@Suite struct ImportPlaceTests {
    @Test(
        "A place is a bucket or a prefix with a slash at its end",
        arguments: [
            ("s3://data", "data", "", "s3://data"), ("s3://data/", "data", "", "s3://data"),
            ("s3://data/in/", "data", "in/", "s3://data/in/"),
            ("s3://a.b-1/x/ y/", "a.b-1", "x/ y/", "s3://a.b-1/x/ y/"),
            ("s3://data/\u{FC}/", "data", "\u{FC}/", "s3://data/\u{FC}/"),
        ])
    func reads(text: String, bucket: String, prefix: String, description: String) throws {
        let place = try #require(ImportPlace(text))
        #expect((place.bucket, place.prefix, place.description) == (bucket, prefix, description))
        #expect(ImportPlace(description) == place)
    }

    @Test(
        "Another form is no place, and neither is a list",
        arguments: [
            "", "data", " s3://data", "s3://", "s3://da", "s3://data/in", "S3://data", "https://data", "s3://Data",
            "s3://data/../", "s3://data/./x/", "s3://a..b", "s3://.data", "s3://data.", "s3://*", "s3://da_ta",
            "s3://data/a\n/", "s3://data,s3://more", "s3://data/a,b/",
            "s3://data/" + String(repeating: "a", count: 1024) + "/",
        ])
    func refuses(text: String) {
        #expect(ImportPlace(text) == nil)
    }

    @Test("A list is read back from its text, with or without spaces after its commas")
    func list() throws {
        let places = try #require(ImportPlace.list("s3://one/, s3://two/x/"))
        #expect(ImportPlace.text(of: places) == "s3://one,s3://two/x/")
        #expect(ImportPlace.list("s3://one,s3://two/x/") == places)
        for text in ["", ",", "s3://one,", "s3://one s3://two", "s3://one;s3://two"] {
            #expect(ImportPlace.list(text) == nil, "\(text)")
        }
    }
}
