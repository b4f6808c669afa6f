#include "prelude.hpp"

#define min(...) static_assert(false, "(min)(...) is safe from macros")
#define max(...) static_assert(false, "(max)(...) is safe from macros")
#if !defined(min) || !defined(max)
#error "the prelude misses a header that undefines min or max"
#endif

int main() {}
