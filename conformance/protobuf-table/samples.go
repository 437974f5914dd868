package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"reflect"
	"sort"
	"time"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Prints an object of every kind, once with every field set and once with none: how it is written
// (filled or empty), apiVersion, kind, then JSON and protocol buffers as Go writes them, in base64.
func samples(all *runtime.Scheme) {
	writer := protobuf.NewSerializer(all, all)
	types := all.AllKnownTypes()
	kinds := make([]schema.GroupVersionKind, 0, len(types))
	for kind := range types {
		kinds = append(kinds, kind)
	}
	sort.Slice(kinds, func(a, b int) bool { return kinds[a].String() < kinds[b].String() })
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, kind := range kinds {
		if kind.Version == runtime.APIVersionInternal || kind.Kind == "WatchEvent" {
			continue
		}
		for _, how := range []string{"filled", "empty"} {
			object := reflect.New(types[kind]).Interface().(runtime.Object)
			if how == "filled" {
				(&filler{}).fill(reflect.ValueOf(object).Elem(), 0)
			}
			object.GetObjectKind().SetGroupVersionKind(kind)
			text, err := json.Marshal(object)
			if err != nil {
				log.Fatal(kind, err)
			}
			var binary writerBuffer
			if err := writer.Encode(object, &binary); err != nil {
				log.Fatal(kind, err)
			}
			encode := base64.StdEncoding.EncodeToString
			fmt.Fprintln(out, how, kind.GroupVersion(), kind.Kind, encode(text), encode(binary))
		}
	}
}

type writerBuffer []byte

func (b *writerBuffer) Write(more []byte) (int, error) {
	*b = append(*b, more...)
	return len(more), nil
}

// Fills values with a different content each.
type filler struct {
	count int
}

func (f *filler) fill(v reflect.Value, depth int) {
	f.count++
	switch v.Type() {
	case reflect.TypeFor[meta.TypeMeta]():
		return
	case reflect.TypeFor[meta.Time]():
		v.Set(reflect.ValueOf(meta.NewTime(time.Unix(1700000000+int64(f.count)*86399, 0).UTC())))
		return
	case reflect.TypeFor[meta.MicroTime]():
		v.Set(reflect.ValueOf(meta.NewMicroTime(time.Unix(1700000000+int64(f.count), int64(f.count)*1000).UTC())))
		return
	case reflect.TypeFor[resource.Quantity]():
		v.Set(reflect.ValueOf(resource.MustParse(fmt.Sprintf("%dm", f.count*10+1))))
		return
	case reflect.TypeFor[intstr.IntOrString]():
		if f.count%2 == 0 {
			v.Set(reflect.ValueOf(intstr.FromInt32(int32(f.count))))
		} else {
			v.Set(reflect.ValueOf(intstr.FromString(fmt.Sprintf("%d%%", f.count))))
		}
		return
	case reflect.TypeFor[runtime.RawExtension]():
		v.Set(reflect.ValueOf(runtime.RawExtension{Raw: []byte(fmt.Sprintf(`{"raw":[%d,"\u003c \" é",null]}`, f.count))}))
		return
	case reflect.TypeFor[meta.FieldsV1]():
		v.Set(reflect.ValueOf(meta.FieldsV1{Raw: []byte(fmt.Sprintf(`{"f:spec":{"f:n%d":{}}}`, f.count))}))
		return
	case reflect.TypeFor[apiextensions.JSON]():
		v.Set(reflect.ValueOf(apiextensions.JSON{Raw: []byte(fmt.Sprintf(`{"j":%d}`, f.count))}))
		return
	case reflect.TypeFor[apiextensions.JSONSchemaPropsOrBool]():
		if depth > 12 || f.count%2 == 0 {
			v.Set(reflect.ValueOf(apiextensions.JSONSchemaPropsOrBool{Allows: f.count%4 == 0}))
		} else {
			var schema apiextensions.JSONSchemaProps
			f.fill(reflect.ValueOf(&schema).Elem(), depth+1)
			v.Set(reflect.ValueOf(apiextensions.JSONSchemaPropsOrBool{Allows: true, Schema: &schema}))
		}
		return
	case reflect.TypeFor[apiextensions.JSONSchemaPropsOrArray](), reflect.TypeFor[apiextensions.JSONSchemaPropsOrStringArray]():
		f.fill(v.Field(f.count%2), depth)
		if v.Field(0).Kind() == reflect.Pointer && v.Field(0).IsNil() && v.Field(1).Len() == 0 { // too deep
			v.Field(1).Set(reflect.MakeSlice(v.Field(1).Type(), 1, 1))
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d \"\\\n\t\x01<é&😀", f.count))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n := int64(f.count)
		if f.count%3 == 0 {
			n = -n
		}
		if v.Kind() == reflect.Int64 && f.count%5 == 0 {
			n *= 123456789012345
		}
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(f.count))
	case reflect.Float64:
		v.SetFloat(float64(f.count) + 0.25)
	case reflect.Pointer:
		if depth > 14 {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), depth+1)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte{0, byte(f.count), 0xff, 'x'})
			return
		}
		if depth > 14 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		if v.Type().Elem() == reflect.TypeFor[apiextensions.JSONSchemaProps]() { // these grow fast
			v.SetLen(1)
		}
		for i := range v.Len() {
			f.fill(v.Index(i), depth+1)
		}
	case reflect.Map:
		if depth > 14 {
			return
		}
		v.Set(reflect.MakeMap(v.Type()))
		for _, name := range []string{"zz", "a", "é", "B"} {
			key := reflect.New(v.Type().Key()).Elem()
			key.SetString(name)
			value := reflect.New(v.Type().Elem()).Elem()
			f.fill(value, depth+1)
			v.SetMapIndex(key, value)
			if v.Type().Elem() == reflect.TypeFor[apiextensions.JSONSchemaProps]() {
				return
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			tag, ok := v.Type().Field(i).Tag.Lookup("protobuf")
			if ok && tag != "-" {
				if v.Type() == reflect.TypeFor[apiextensions.JSONSchemaProps]() && depth > 6 && v.Field(i).Kind() != reflect.String {
					continue
				}
				f.fill(v.Field(i), depth+1)
			}
		}
	default:
		log.Fatalf("what is %v?", v.Type())
	}
}
