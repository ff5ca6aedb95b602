#include <zlib.h>

// inflateInit2 is a macro, which Swift does not see. 15 is the largest window; 16 asks for the gzip format (zlib.h).
static inline int weir_inflate_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
