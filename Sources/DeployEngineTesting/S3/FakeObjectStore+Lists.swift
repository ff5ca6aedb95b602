#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeObjectStore {
    func listBuckets() -> FakeResponse {
        let names = buckets.keys.sorted().map { "<Bucket><Name>\($0)</Name></Bucket>" }.joined()
        return .xml("<ListAllMyBucketsResult><Buckets>\(names)</Buckets></ListAllMyBucketsResult>")
    }

    /// `ListObjectsV2`, with prefix, delimiter and pages.
    func list(_ bucket: Bucket, _ request: FakeRequest) -> FakeResponse {
        let prefix = request.text("prefix") ?? ""
        let limit = min(1000, request["max-keys"]?.integer ?? 1000)
        let start =
            request.text("continuation-token").map { String($0.dropFirst(6)) } ?? request.text("start-after") ?? ""
        var contents = ""
        var prefixes: Set<String> = []
        var count = 0
        var next: String?
        for key in bucket.keys where key.hasPrefix(prefix) && key > start {
            if count == limit {
                next = "after-" + (bucket.keys.last { $0 < key && $0.hasPrefix(prefix) } ?? "")
                break
            }
            count += 1
            if let delimiter = request.text("delimiter"),
                let range = key.dropFirst(prefix.count).firstRange(of: delimiter)
            {
                prefixes.insert(String(key[..<range.upperBound]))
                continue
            }
            guard let version = bucket.object(key) else { continue }
            contents +=
                "<Contents><Key>\(XML.escape(key))</Key><LastModified>\(FakeCloudFormation.timestamp(version.modified))</LastModified>"
                + "<ETag>\(XML.escape(version.entityTag))</ETag><Size>\(version.body.count)</Size><StorageClass>STANDARD</StorageClass></Contents>"
        }
        let common = prefixes.sorted().map { "<CommonPrefixes><Prefix>\(XML.escape($0))</Prefix></CommonPrefixes>" }
            .joined()
        let token = next.map { "<NextContinuationToken>\(XML.escape($0))</NextContinuationToken>" } ?? ""
        return .xml(
            "<ListBucketResult><KeyCount>\(count)</KeyCount><MaxKeys>\(limit)</MaxKeys><IsTruncated>\(next != nil)</IsTruncated>"
                + "\(contents)\(common)\(token)</ListBucketResult>")
    }

    /// `ListObjectVersions` on one page.
    func listVersions(_ bucket: Bucket, _ request: FakeRequest) -> FakeResponse {
        let prefix = request.text("prefix") ?? ""
        var content = ""
        for version in bucket.versions.reversed() where version.key.hasPrefix(prefix) {
            let name = version.isDeleteMarker ? "DeleteMarker" : "Version"
            let isLatest = bucket.versions.last { $0.key == version.key }?.id == version.id
            content +=
                "<\(name)><Key>\(XML.escape(version.key))</Key><VersionId>\(version.id)</VersionId><IsLatest>\(isLatest)</IsLatest>"
                + "<LastModified>\(FakeCloudFormation.timestamp(version.modified))</LastModified>"
            if !version.isDeleteMarker {
                content += "<ETag>\(XML.escape(version.entityTag))</ETag><Size>\(version.body.count)</Size>"
            }
            content += "</\(name)>"
        }
        return .xml("<ListVersionsResult><IsTruncated>false</IsTruncated>\(content)</ListVersionsResult>")
    }

    /// `DeleteObjects`: deletes the keys of the request's document, a version of each if it names one.
    func deleteObjects(_ request: FakeRequest, _ bucket: String, _ world: FakeWorld) -> FakeResponse {
        let text = String(decoding: request.body, as: UTF8.self)
        var output = ""
        for part in text.split(separator: "<Object>").dropFirst() {
            guard let key = Self.element("Key", in: part) else { continue }
            if let version = Self.element("VersionId", in: part) {
                buckets[bucket]?.versions.removeAll { $0.key == key && $0.id == version }
            } else {
                delete(bucket, key, world)
            }
            output += "<Deleted><Key>\(XML.escape(key))</Key></Deleted>"
        }
        if text.contains("<Quiet>true</Quiet>") { output = "" }
        return .xml("<DeleteResult>\(output)</DeleteResult>")
    }

    private static func element(_ name: String, in text: Substring) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"), let end = text.firstRange(of: "</\(name)>") else {
            return nil
        }
        var value = String(text[start.upperBound..<end.lowerBound])
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            value = value.replacing(entity, with: character)
        }
        return value
    }
}
