internal import HTTPTypes

extension HTTPField.Name {
    // Every name below is a valid token, so the initializer cannot answer nil.
    static let host = HTTPField.Name("Host")!
    static let amzDate = HTTPField.Name("X-Amz-Date")!
    static let securityToken = HTTPField.Name("X-Amz-Security-Token")!
    static let regionSet = HTTPField.Name("X-Amz-Region-Set")!
    static let contentSHA256 = HTTPField.Name("x-amz-content-sha256")!
    static let decodedContentLength = HTTPField.Name("x-amz-decoded-content-length")!
    static let amzTrailer = HTTPField.Name("x-amz-trailer")!
}
